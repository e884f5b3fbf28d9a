import type { z } from "zod";
import { type Channel, kindOf } from "../contract/channel.js";
import { WireEvent } from "../contract/events.js";
import { Timestamp } from "../contract/ids.js";
import type { History } from "../contract/realtime.js";
import { entryOf, parseCursor } from "./cursor.js";
import { emptyPosition, type LoggedEvent } from "./log/event.js";
import type { LogReader } from "./log/reader.js";

/**
 * What a channel still keeps after `since` (a cursor, a time, or from the oldest on). The returned cursor continues here
 * and opens a stream right after the last item.
 */
export async function readHistory(
  reader: LogReader,
  channel: Channel,
  since: string | undefined,
  limit: number,
): Promise<z.infer<typeof History>> {
  const { history: kept } = kindOf(channel);
  const stored = await reader.from(channel.name, 1, kept);
  const after = since === undefined ? 0 : afterOf(stored, channel, since);
  const oldest = stored[0]?.seq ?? 1;
  const items = stored.filter(({ seq }) => after !== undefined && seq > after);
  const page = (after === undefined ? stored : items).slice(0, limit);
  const last = page.at(-1) ?? stored.at(-1);
  return {
    items: page.map(({ wire }) => WireEvent.parse(JSON.parse(wire))),
    nextCursor: entryOf(channel.name, last ?? emptyPosition),
    complete: after !== undefined && after >= oldest - (isTime(since) && oldest > 1 ? 0 : 1),
  };
}

/** Before the oldest event there may have been others of that time. */
const isTime = (since: string | undefined): boolean => Timestamp.safeParse(since).success;

/** The `seq` after which to answer; undefined if the cursor's position is unknown. */
function afterOf(stored: readonly LoggedEvent[], channel: Channel, since: string): number | undefined {
  const time = Timestamp.safeParse(since);
  if (!time.success) {
    const cursor = parseCursor(since);
    // A cursor from before the first event stands for 0 in whatever epoch came then.
    return cursor.seqIn(channel.name, stored[0]?.epoch ?? "") ?? cursor.seqIn(channel.name, "");
  }
  const first = stored.find(({ wire }) => WireEvent.parse(JSON.parse(wire)).at >= time.data);
  return first ? first.seq - 1 : (stored.at(-1)?.seq ?? 0);
}
