import type { z } from "zod";
import { type Channel, isLogged } from "@firecast/contract/core/channel";
import { WireEvent } from "@firecast/contract/core/events";
import { Timestamp } from "@firecast/contract/core/ids";
import type { History } from "@firecast/contract/realtime";
import { Problem } from "../platform/problems.js";
import { entryOf, joinCursor, parseCursor } from "./cursor.js";
import { emptyPosition, type LoggedEvent, type Position } from "./log/event.js";
import type { LogReader } from "./log/reader.js";

type Answer = z.infer<typeof History>;

/**
 * What channels still keep: after `since` (a cursor or a time) the first `limit` events, without it the newest; those of
 * several channels in the order of their times. The returned cursor continues here and opens a stream right after the last
 * item. Reads the heads, and then at most `limit` events of each channel; for a time, those before it, too: they are
 * numbered, not indexed by time.
 */
export async function readHistory(
  reader: LogReader,
  channels: readonly Channel[],
  since: string | undefined,
  limit: number,
): Promise<Answer> {
  const parts = await Promise.all(channels.map((channel) => readPart(reader, channel, since, limit)));
  if (since !== undefined && looksMeant(since) && !parts.some(({ isKnown }) => isKnown)) throw neither();
  const merged = inOrder(parts);
  const taken = since === undefined ? merged.slice(-limit) : merged.slice(0, limit);
  const isCut = since === undefined && taken.length < merged.length;
  return {
    items: taken.map(({ event }) => event),
    nextCursor: joinCursor(
      parts.map((part) => {
        const last = taken.findLast((item) => item.part === part);
        return entryOf(part.channel.name, since === undefined ? part.head : positionAfter(part, last));
      }),
    ),
    complete: !isCut && parts.every(({ complete }) => complete),
  };
}

/** What one channel contributes, oldest first. */
interface Part {
  readonly channel: Channel;
  readonly head: Position;
  readonly events: readonly LoggedEvent[];
  /** Whether nothing is missing between `since`, or the channel's beginning, and the first of them. */
  readonly complete: boolean;
  /** Whether `since` says where in this channel. */
  readonly isKnown: boolean;
}

interface Item {
  readonly part: Part;
  readonly logged: LoggedEvent;
  readonly event: WireEvent;
}

async function readPart(
  reader: LogReader,
  channel: Channel,
  since: string | undefined,
  limit: number,
): Promise<Part> {
  if (!isLogged(channel))
    return { channel, head: emptyPosition, events: [], complete: false, isKnown: false };
  const { epoch, seq } = await reader.head(channel.name);
  const head = { epoch, seq };
  const oldest = Math.max(0, seq - channel.kind.history) + 1;
  if (since === undefined) return newest(reader, channel, head, { oldest, limit });
  if (Timestamp.safeParse(since).success) return sinceTime(reader, channel, head, { oldest, since });
  return sinceSeq(reader, channel, head, { oldest, since, limit });
}

async function newest(
  reader: LogReader,
  channel: Channel,
  head: Position,
  { oldest, limit }: { oldest: number; limit: number },
): Promise<Part> {
  const from = Math.max(oldest, head.seq - limit + 1);
  const events = head.seq === 0 ? [] : await reader.from(channel.name, from, limit);
  return { channel, head, events, complete: head.seq === 0 || events[0]?.seq === 1, isKnown: true };
}

/** After a cursor whose position is unknown the answer begins with the oldest event. */
async function sinceSeq(
  reader: LogReader,
  channel: Channel,
  head: Position,
  { oldest, since, limit }: { oldest: number; since: string; limit: number },
): Promise<Part> {
  const after = afterOf(channel, head, since);
  const from = Math.max((after ?? 0) + 1, oldest);
  const events = from > head.seq ? [] : await reader.from(channel.name, from, limit);
  const isWhole = events.length === 0 || events[0]?.seq === from;
  const isKnown = after !== undefined;
  return { channel, head, events, complete: isKnown && after + 1 >= from && isWhole, isKnown };
}

async function sinceTime(
  reader: LogReader,
  channel: Channel,
  head: Position,
  { oldest, since }: { oldest: number; since: string },
): Promise<Part> {
  const stored = head.seq === 0 ? [] : await reader.from(channel.name, oldest, channel.kind.history);
  const index = stored.findIndex(({ wire }) => wireOf(wire).at >= since);
  const events = index === -1 ? [] : stored.slice(index);
  // Before the oldest event there may have been others of that time.
  return { channel, head, events, complete: index !== 0 || stored[0]?.seq === 1, isKnown: true };
}

/** By time; what one channel contributes stays in its order, whatever the clocks of those who wrote it said. */
function inOrder(parts: readonly Part[]): Item[] {
  const queues = parts.map((part) =>
    part.events.map((logged): Item => ({ part, logged, event: wireOf(logged.wire) })),
  );
  const merged: Item[] = [];
  for (;;) {
    const waiting = queues.filter(({ length }) => length > 0);
    const next = waiting.toSorted(([a], [b]) =>
      timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0,
    )[0];
    const item = next?.shift();
    if (!item) return merged;
    merged.push(item);
  }
}

/**
 * Whether a text is probably no cursor, though it has the form of one: `yesterday`, `2026-11-21`. A cursor of a log that was
 * begun anew since seldom looks so, and its reader has to begin anew, too.
 */
const looksMeant = (since: string): boolean => /^(?:[A-Z]?[a-z]+|[\d-]+)$/.test(since);

const neither = (): Problem =>
  new Problem("invalid_request", {
    errors: [
      {
        in: "query",
        pointer: "/since",
        detail: "must be a cursor of this channel, or a time such as 2026-01-05T09:00:00.000Z",
      },
    ],
  });

const timeOf = (item: Item | undefined): string => item?.event.at ?? "";

/** Where a reader stands who has had these items: of a channel without one, before its first event that was left out. */
function positionAfter({ head, events: [first] }: Part, last: Item | undefined): Position {
  if (last) return last.logged;
  return first ? { epoch: head.epoch, seq: first.seq - 1 } : head;
}

const wireOf = (wire: string): WireEvent => WireEvent.parse(JSON.parse(wire));

/** The `seq` after which to answer. A cursor from before the first event stands for 0 in whatever epoch came then. */
function afterOf(channel: Channel, { epoch }: Position, since: string): number | undefined {
  const cursor = parseCursor(since, { pointer: "/since" });
  return cursor.seqIn(channel.name, epoch) ?? cursor.seqIn(channel.name, "");
}
