import type { Request, Response } from "express";
import { seconds } from "../../../platform/clock.js";
import { notFound, Problem } from "../../../platform/problems.js";
import type { Follow } from "../../../realtime/index.js";
import type { LiveStream, LiveStreams } from "../reading/liveStreams.js";
import { type Readable, readableStream, touchRead } from "../reading/readable.js";
import { usable } from "../rules/append.js";
import { isHarmless, isJson } from "../rules/contentType.js";
import { cursorAfter } from "../rules/cursor.js";
import { arrayOf } from "../rules/messages.js";
import { keyOf } from "../rules/names.js";
import { badOffset, type Offset, offsetIn, offsetOf } from "../rules/offset.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { Asking } from "./asker.js";

export interface ReadDeps extends DurableStreamsDeps {
  readonly live: LiveStreams;
  readonly follow: Follow;
  /** Whether this function is cut off after a minute. */
  readonly pollOnly: boolean;
}

export interface Reading {
  readonly offset: Offset;
  readonly live: "long-poll" | "sse" | undefined;
  readonly cursor: string | undefined;
}

/** @throws Problem 400. */
export function readingIn({ offset, live, cursor }: Request["query"]): Reading {
  if (live !== undefined && live !== "long-poll" && live !== "sse")
    throw new Problem("invalid_request", {
      errors: [{ in: "query", pointer: "/live", detail: "must be long-poll or sse" }],
    });
  if (Array.isArray(offset)) throw badOffset("is there more than once");
  if (typeof offset !== "string" && live) throw badOffset("is required");
  const at = typeof offset === "string" ? offsetIn(offset) : { type: "start" as const };
  return { offset: at, live, cursor: typeof cursor === "string" ? cursor : undefined };
}

/** The stream as it is, for one who may read it; that it is read counts as a use. @throws Problem 404, 410. */
export async function opened(deps: DurableStreamsDeps, name: string, asker: Asking): Promise<Readable> {
  const key = keyOf(name);
  const seen = await deps.store.head(key);
  const head = usable(seen?.value, asker, "read", deps.clock.now());
  if (seen) await touchRead(deps, key, seen);
  return readableStream(deps, key, head);
}

export async function head(deps: DurableStreamsDeps, name: string, asker: Asking, res: Response) {
  const seen = await deps.store.head(keyOf(name));
  const head = usable(seen?.value, asker, "read", deps.clock.now());
  const { tag, end, closed, contentType, ttlSeconds, expiresAt } = head;
  res.status(200).setHeader("Content-Type", contentType).setHeader("Cache-Control", "no-store");
  res.set("Stream-Next-Offset", offsetOf(tag, end));
  if (closed) res.set("Stream-Closed", "true");
  if (ttlSeconds !== undefined) res.set("Stream-TTL", String(ttlSeconds));
  if (expiresAt !== undefined) res.set("Stream-Expires-At", expiresAt);
  res.end();
}

/** The same of what is no durable stream itself. */
export function headOf({ contentType, tag, end }: Readable, res: Response): void {
  res.status(200).setHeader("Content-Type", contentType).setHeader("Cache-Control", "no-store");
  res.set("Stream-Next-Offset", offsetOf(tag, end)).end();
}

/** What is there from an offset on. */
export async function catchUp(
  deps: ReadDeps,
  stream: Readable,
  { offset }: Reading,
  asker: Asking,
  req: Request,
  res: Response,
) {
  const from = stream.positionOf(offset);
  if (offset.type !== "now") return answer(deps, stream, from, { asker, req, res });
  res.status(200).setHeader("Content-Type", stream.contentType).setHeader("Cache-Control", "no-store");
  setEnd(res, stream, stream.end);
  res.end(isJson(stream.contentType) ? "[]" : "");
}

interface Exchange {
  readonly asker: Asking;
  readonly req: Request;
  readonly res: Response;
  /** Of a long poll. */
  readonly cursor?: string;
}

async function answer(deps: ReadDeps, stream: Readable, from: number, { asker, req, res, cursor }: Exchange) {
  const { bytes, end } = await stream.bytes(from);
  const isEnd = end === stream.end;
  const etag = `"${stream.id}:${from}:${end}${isEnd && stream.closed ? ":c" : ""}"`;
  // Not by Express, which adds a charset.
  res.setHeader("Content-Type", stream.contentType).setHeader("ETag", etag);
  res.set("Cache-Control", cachingOf(deps, stream, asker, isEnd));
  if (!asker.isLinkInUrl) res.vary("Authorization, Cookie");
  if (!isHarmless(stream.contentType)) res.set("Content-Disposition", "attachment");
  if (cursor !== undefined) res.set("Stream-Cursor", cursor);
  setEnd(res, stream, end);
  if (req.headers["if-none-match"] === etag) return void res.status(304).end();
  res.status(200).end(isJson(stream.contentType) ? arrayOf(bytes) : bytes);
}

const longestCache = 86_400;

/**
 * What is before the end of a stream never changes; a link in the URL lets caches on the way share it, for as long as the link and
 * the stream live. What reaches the end is asked for again.
 */
function cachingOf(
  { clock }: DurableStreamsDeps,
  { expiry }: Readable,
  { link, isLinkInUrl = false }: Asking,
  isEnd: boolean,
): string {
  const scope = isLinkInUrl ? "public" : "private";
  if (isEnd) return `${scope}, no-cache`;
  const until = Math.min(expiry ?? Infinity, link?.expiresAt ?? Infinity);
  const seconds = Math.min(longestCache, Math.floor((until - clock.now()) / 1000));
  return `${scope}, max-age=${Math.max(0, seconds)}, immutable`;
}

function setEnd(res: Response, { tag, end, closed }: Readable, at: number): void {
  res.set("Stream-Next-Offset", offsetOf(tag, at));
  if (at !== end) return;
  res.set("Stream-Up-To-Date", "true");
  if (closed) res.set("Stream-Closed", "true");
}

/** Below the five seconds that the published suite gives an answer; a stock client asks again at once. */
const longestPoll = seconds(4);

/** What is there, or the first that comes. */
export async function longPoll(
  deps: ReadDeps,
  stream: Readable,
  reading: Reading,
  asker: Asking,
  req: Request,
  res: Response,
) {
  const from = stream.positionOf(reading.offset);
  const cursor = cursorAfter(reading.cursor, deps.clock.now(), deps.random);
  const found = from < stream.end || stream.closed ? stream : await change(deps, stream, from, asker, res);
  if (!found) return;
  if (from < found.end) return answer(deps, found, from, { asker, req, res, cursor });
  res.status(204).set({ "Cache-Control": "no-store", "Stream-Cursor": cursor });
  setEnd(res, found, from);
  res.end();
}

/** The stream when there is something new, or as it was when the time is over. Undefined for a client that has gone. */
async function change(
  deps: ReadDeps,
  stream: Readable,
  from: number,
  asker: Asking,
  res: Response,
): Promise<Readable | undefined> {
  requireRoom(deps);
  const { live, leave } = await deps.live.follow(stream, deps.follow);
  const over = whenOver(deps, res, Math.min(longestPoll, deps.settings.pollMs));
  try {
    for (;;) {
      const changed = live.change;
      const now = await present(live, asker);
      if (over.aborted) return res.closed ? undefined : now;
      if (now.end > from || now.closed) return now;
      await Promise.race([changed, aborted(over)]);
    }
  } finally {
    leave();
  }
}

/** As it is now, for one who may read it still. @throws Problem 404, 410. */
export async function present(live: LiveStream, asker: Asking): Promise<Readable> {
  const stream = await live.current();
  if (!stream) throw notFound();
  await stream.check(asker);
  return stream;
}

/** @throws Problem 503 where the instance has no room for one more. */
export function requireRoom({ live, settings }: ReadDeps): void {
  if (live.count < settings.streamsPerInstance && !live.ending.aborted) return;
  throw new Problem("unavailable", { detail: "Try again.", headers: { "Retry-After": "1" } });
}

/** Aborted when the time is over, the instance ends, or the client has gone. */
export function whenOver({ live }: ReadDeps, res: Response, afterMs: number): AbortSignal {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  return AbortSignal.any([gone.signal, live.ending, AbortSignal.timeout(afterMs)]);
}

export const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", resolve, { once: true });
  });
