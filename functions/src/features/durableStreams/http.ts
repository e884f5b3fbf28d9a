import type { Request, Response } from "express";
import { z } from "zod";
import { DsLink, NewDsLink } from "@firecast/contract/durableStreams/links";
import { seconds, toTimestamp } from "../../platform/clock.js";
import { created } from "../../platform/http/answers.js";
import { endpoint, type Kit, type Method, type Route } from "../../platform/http/endpoint.js";
import { Problem, unavailable } from "../../platform/problems.js";
import { askedChannel, type StreamDeps } from "../../realtime/index.js";
import { askerOf, isMember, linkTextOf } from "./http/asker.js";
import { catchUp, head, headOf, longPoll, opened, type ReadDeps, readingIn } from "./http/read.js";
import { sse } from "./http/sse.js";
import { post, put, remove, type WriteDeps } from "./http/write.js";
import { signLink } from "./links.js";
import type { Readable } from "./reading/readable.js";
import { readableChannel } from "./reading/readableChannel.js";
import { usable } from "./rules/append.js";
import { channelIn, keyOf, nameIn } from "./rules/names.js";

const DsPath = z.object({ path: z.string() });
const inPath = { in: "path", pointer: "/path" } as const;

const summaries = {
  GET: "Read a durable stream, or a channel as one, from an offset on; live=long-poll or live=sse to wait for more",
  POST: "Append to a durable stream, close it, or both",
  PUT: "Create a durable stream, or a fork of one; again the same is no other one",
  DELETE: "Delete a durable stream",
} as const;

/** The Durable Streams protocol (https://github.com/durable-streams/durable-streams, PROTOCOL.md) under `/api/ds/`. */
export function durableStreamRoutes(
  deps: WriteDeps & Pick<ReadDeps, "live">,
  streaming: StreamDeps,
): Route[] {
  const reading: ReadDeps = { ...deps, ...streaming };
  const byMethod = {
    GET: (req: Request, res: Response, kit: Kit) => read(reading, streaming, req, res, kit),
    POST: writing(deps, post),
    PUT: writing(deps, put),
    DELETE: writing(deps, (all, name, asker, _req, res) => remove(all, name, asker, res)),
  };
  const methods = ["GET", "POST", "PUT", "DELETE"] as const;
  return methods.map((method) => ({
    method,
    path: "/ds/*path",
    summary: summaries[method],
    access: "optional",
    params: DsPath,
    answers: statuses[method],
    produces: "application/octet-stream",
    limit: "durable",
    anyOrigin: true,
    needsNoApp: (req) => linkTextOf(req) !== undefined,
    handle: byMethod[method],
  }));
}

const statuses: Readonly<Record<Exclude<Method, "PATCH">, Route["answers"]>> = {
  GET: { 200: z.string(), 204: null, 304: null },
  POST: { 200: null, 204: null },
  PUT: { 200: null, 201: null },
  DELETE: { 204: null },
};

type Write = typeof post;

function writing(deps: WriteDeps, act: Write): Route["handle"] {
  return async (req, res, kit) => {
    const path = String(req.params["path"]);
    if (channelIn(path) !== undefined)
      throw new Problem("method_not_allowed", {
        detail: "Channels are read.",
        headers: { Allow: "GET, HEAD" },
      });
    const name = nameIn(path);
    await act(deps, name, await askerOf(deps, req, kit, name), req, res);
  };
}

async function read(deps: ReadDeps, streaming: StreamDeps, req: Request, res: Response, kit: Kit) {
  const path = String(req.params["path"]);
  const channel = channelIn(path);
  const name = channel === undefined ? nameIn(path) : undefined;
  const asker = await askerOf(deps, req, kit, name);
  if (req.method === "HEAD" && name !== undefined) return head(deps, name, asker, res);
  const asked = readingIn(req.query);
  const stream = await (name === undefined
    ? openedChannel(streaming, asker, channel ?? "")
    : opened(deps, name, asker));
  if (req.method === "HEAD") return headOf(stream, res);
  if (asked.live === "sse") return sse(deps, stream, asked, asker, req, res);
  if (asked.live === "long-poll") return longPoll(deps, stream, asked, asker, req, res);
  return catchUp(deps, stream, asked, asker, req, res);
}

async function openedChannel(
  streaming: StreamDeps,
  asker: Awaited<ReturnType<typeof askerOf>>,
  name: string,
): Promise<Readable> {
  const channel = askedChannel(streaming.access, asker.caller, name, inPath);
  const stream = await readableChannel(streaming, channel);
  await stream.check(asker);
  return stream;
}

const linksByDefault = 3600;

/** Links to one stream, for readers and writers that have no account. */
export const linkRoutes = (deps: WriteDeps): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/ds-tokens",
      summary: "A signed link that reads or writes one durable stream until it expires",
      body: NewDsLink,
      answer: created(DsLink),
    },
    async ({ body, user }) => {
      const secret = deps.settings.linkSecret;
      if (secret === undefined) throw unavailable(new Error("STREAM_LINK_SECRET is not set"));
      const name = nameIn(body.path);
      const now = deps.clock.now();
      const asker = { owner: user.uid, isMember: await isMember(deps, user.uid, name) };
      const seen = await deps.store.head(keyOf(name));
      const { id } = usable(seen?.value, asker, "write", now);
      const expiresAt = now + seconds(body.expiresInSeconds ?? linksByDefault);
      const token = signLink({ streamId: id, access: body.access, by: user.uid, expiresAt }, secret);
      const url = `/api/ds/${name}?token=${token}`;
      return { token, url, path: name, access: body.access, expiresAt: toTimestamp(expiresAt) };
    },
  ),
];
