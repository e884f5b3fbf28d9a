import { once } from "node:events";
import type { Request, Response } from "express";
import { seconds } from "../../../platform/clock.js";
import { Problem } from "../../../platform/problems.js";
import type { LiveStream } from "../reading/liveStreams.js";
import type { Readable } from "../reading/readable.js";
import { isText } from "../rules/contentType.js";
import { cursorAfter } from "../rules/cursor.js";
import { controlFrame, dataFrame } from "../rules/frames.js";
import { offsetOf } from "../rules/offset.js";
import type { Asking } from "./asker.js";
import { aborted, present, type ReadDeps, type Reading, requireRoom, whenOver } from "./read.js";

/** The protocol asks for about a minute, after which clients come back: Hosting and the function `api` allow no more. */
const lifetimeMs = seconds(50);
const jitterMs = seconds(8);
/** A reader that takes nothing for so long is let go. */
const patienceMs = seconds(20);

/** What is there, and then what comes, as server-sent events. */
export async function sse(
  deps: ReadDeps,
  stream: Readable,
  reading: Reading,
  asker: Asking,
  req: Request,
  res: Response,
) {
  requireRoom(deps);
  const from = stream.positionOf(reading.offset);
  const { live, leave } = await deps.live.follow(stream, deps.follow);
  try {
    res.status(200).setHeader("Content-Type", "text/event-stream").setHeader("Cache-Control", "no-cache");
    if (!isText(stream.contentType)) res.set("Stream-SSE-Data-Encoding", "base64");
    res.set("X-Accel-Buffering", "no").flushHeaders();
    const over = whenOver(deps, res, lifetimeMs + Math.round(deps.random() * jitterMs));
    await send(deps, live, { from, reading, asker, over, once: isBuffered(deps, req), res });
  } catch (error) {
    // It was deleted, or is hidden now: the next request hears why.
    if (!(error instanceof Problem))
      deps.log.error("durable_stream.reader.failed", error, { stream: stream.id });
  } finally {
    leave();
    res.end();
  }
}

/** Hosting hands an answer on when it has ended: there, it ends with the first data. */
const isBuffered = ({ pollOnly }: ReadDeps, { headers }: Request): boolean =>
  pollOnly && headers["x-forwarded-host"] !== undefined;

interface Sending {
  readonly from: number;
  readonly reading: Reading;
  readonly asker: Asking;
  readonly over: AbortSignal;
  readonly once: boolean;
  readonly res: Response;
}

async function send(deps: ReadDeps, live: LiveStream, { from, reading, asker, over, once, res }: Sending) {
  let at = from;
  let said: string | undefined;
  let cursor = reading.cursor;
  while (!over.aborted) {
    const changed = live.change;
    const stream = await present(live, asker);
    const frame = at < stream.end ? await live.once(String(at), () => frameAt(stream, at)) : undefined;
    if (frame) {
      at = endOf(frame);
      await write(res, bytesOf(frame));
    }
    const isAtEnd = at === stream.end;
    const place = `${at} ${isAtEnd} ${stream.closed}`;
    if (place !== said) {
      cursor = cursorAfter(cursor, deps.clock.now(), deps.random);
      const isOver = isAtEnd && stream.closed;
      await write(res, controlFrame({ offset: offsetOf(stream.tag, at), cursor, isAtEnd, isOver }));
      if (isOver || (once && frame)) return;
    }
    said = place;
    if (!frame) await Promise.race([changed, aborted(over)]);
  }
}

/** A frame, after sixteen digits that say where it ends. */
async function frameAt(stream: Readable, at: number): Promise<Buffer | undefined> {
  const { bytes, end } = await stream.bytes(at);
  const frame = dataFrame(stream, bytes, end);
  if (!frame) return undefined;
  return Buffer.concat([Buffer.from(String(frame.end).padStart(16, "0")), frame.bytes]);
}

const endOf = (frame: Buffer): number => Number(frame.toString("latin1", 0, 16));
const bytesOf = (frame: Buffer): Buffer => frame.subarray(16);

/** Resolves when the client takes more. */
async function write(res: Response, bytes: Buffer): Promise<void> {
  if (res.write(bytes) || res.closed) return;
  const signal = AbortSignal.timeout(patienceMs);
  await Promise.race([once(res, "drain", { signal }), once(res, "close", { signal })]).catch(() =>
    res.destroy(),
  );
}
