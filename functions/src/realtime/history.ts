import type { z } from "zod";
import { type Channel, isLogged } from "@firecast/contract/channel";
import { WireEvent } from "@firecast/contract/events";
import { Timestamp } from "@firecast/contract/ids";
import type { History } from "@firecast/contract/realtime";
import { entryOf, parseCursor } from "./cursor.js";
import { emptyPosition, type LoggedEvent, type Position } from "./log/event.js";
import type { LogReader } from "./log/reader.js";

type Answer = z.infer<typeof History>;

/**
 * What a channel still keeps after `since` (a cursor, a time, or from the oldest on). The returned cursor continues here
 * and opens a stream right after the last item. Reads the channel's head, and then no more events than it answers; for a
 * time, those before it, too: they are numbered, not indexed by time.
 */
export async function readHistory(
  reader: LogReader,
  channel: Channel,
  since: string | undefined,
  limit: number,
): Promise<Answer> {
  if (!isLogged(channel))
    return { items: [], nextCursor: entryOf(channel.name, emptyPosition), complete: false };
  const head = await reader.head(channel.name);
  if (since !== undefined && Timestamp.safeParse(since).success)
    return sinceTime(reader, channel, head, since, limit);
  const after = since === undefined ? 0 : afterOf(channel, head, since);
  return sinceSeq(reader, channel, head, after, limit);
}

/** `after` is undefined if the cursor's position is unknown: then the answer begins with the oldest event. */
async function sinceSeq(
  reader: LogReader,
  channel: Channel,
  head: Position,
  after: number | undefined,
  limit: number,
): Promise<Answer> {
  const { history: kept } = channel.kind;
  const from = Math.max(after ?? 0, head.seq - kept);
  const items = from >= head.seq ? [] : await reader.from(channel.name, from + 1, limit);
  const isWhole = items.length === 0 || items[0]?.seq === from + 1;
  return answerOf(channel, items, head, after !== undefined && after >= from && isWhole);
}

async function sinceTime(
  reader: LogReader,
  channel: Channel,
  head: Position,
  since: string,
  limit: number,
): Promise<Answer> {
  const { history: kept } = channel.kind;
  const oldest = Math.max(0, head.seq - kept) + 1;
  const stored = head.seq === 0 ? [] : await reader.from(channel.name, oldest, kept);
  const index = stored.findIndex(({ wire }) => eventOf(wire).at >= since);
  const items = index === -1 ? [] : stored.slice(index, index + limit);
  // Before the oldest event there may have been others of that time.
  return answerOf(channel, items, head, index !== 0 || stored[0]?.seq === 1);
}

function answerOf(
  channel: Channel,
  items: readonly LoggedEvent[],
  head: Position,
  complete: boolean,
): Answer {
  return {
    items: items.map(({ wire }) => eventOf(wire)),
    nextCursor: entryOf(channel.name, items.at(-1) ?? head),
    complete,
  };
}

const eventOf = (wire: string): WireEvent => WireEvent.parse(JSON.parse(wire));

/** The `seq` after which to answer. A cursor from before the first event stands for 0 in whatever epoch came then. */
function afterOf(channel: Channel, { epoch }: Position, since: string): number | undefined {
  const cursor = parseCursor(since);
  return cursor.seqIn(channel.name, epoch) ?? cursor.seqIn(channel.name, "");
}
