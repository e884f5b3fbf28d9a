import type { Request, Response } from "express";
import { bodyOf } from "../../../platform/http/intake.js";
import { notFound, Problem } from "../../../platform/problems.js";
import type { DurableStreamsDeps } from "../deps.js";
import { offsetOf } from "../rules/offset.js";
import { spaceOf } from "../rules/names.js";
import type { Head } from "../schema.js";
import { appendTo } from "../writing/appendTo.js";
import { createStream } from "../writing/createStream.js";
import { deleteStream } from "../writing/deleteStream.js";
import type { StreamWriters } from "../writing/streamWriters.js";
import { type Asking, isMember } from "./asker.js";
import { closes, forkIn, lifetimeIn, producerIn, seqIn } from "./requestHeaders.js";

export interface WriteDeps extends DurableStreamsDeps {
  readonly writers: StreamWriters;
}

export async function put(deps: WriteDeps, name: string, asker: Asking, req: Request, res: Response) {
  const fork = forkIn(req.headers);
  if (spaceOf(name) !== undefined && !asker.isMember && !asker.link) throw notFound();
  const { head, isNew } = await createStream(deps, {
    ...lifetimeIn(req.headers),
    asker,
    name,
    contentType: req.headers["content-type"],
    body: bodyOf(req),
    closed: closes(req.headers),
    fork: fork && { ...fork, isMember: await isMember(deps, asker.owner, fork.name) },
  });
  if (isNew) res.set("Location", locationOf(req));
  res.setHeader("Content-Type", head.contentType);
  res
    .status(isNew ? 201 : 200)
    .set(endOf(head))
    .end();
}

export async function post(deps: WriteDeps, name: string, asker: Asking, req: Request, res: Response) {
  const [body, isEnd] = [bodyOf(req), closes(req.headers)];
  const producer = producerIn(req.headers);
  if (body.length === 0 && !isEnd)
    throw new Problem("invalid_request", { detail: "An append has a body, or Stream-Closed: true." });
  const appended = await appendTo(deps, name, {
    ...{ asker, body, producer, closes: isEnd },
    contentType: req.headers["content-type"],
    seq: seqIn(req.headers),
  });
  if (producer) {
    const seq = appended.type === "repeated" ? (appended.seq ?? producer.seq) : producer.seq;
    res.set({ "Producer-Epoch": String(producer.epoch), "Producer-Seq": String(seq) });
  }
  const isNews = producer !== undefined && appended.type === "appended" && body.length > 0;
  res
    .status(isNews ? 200 : 204)
    .set(endOf(appended.head))
    .end();
}

export async function remove(deps: WriteDeps, name: string, asker: Asking, res: Response) {
  await deleteStream(deps, name, asker);
  res.status(204).set("Cache-Control", "no-store").end();
}

const endOf = ({ tag, end, closed }: Head) => ({
  "Cache-Control": "no-store",
  "Stream-Next-Offset": offsetOf(tag, end),
  ...(closed && { "Stream-Closed": "true" }),
});

/** The address that the client sees (Hosting and load balancers forward it). */
function locationOf({ headers, protocol, originalUrl }: Request): string {
  const forwarded = headers["x-forwarded-host"];
  const scheme = headers["x-forwarded-proto"] ?? (forwarded === undefined ? protocol : "https");
  const host = typeof forwarded === "string" ? forwarded : headers.host;
  return `${String(scheme).split(",")[0]}://${host ?? "localhost"}${originalUrl.split("?")[0] ?? ""}`;
}
