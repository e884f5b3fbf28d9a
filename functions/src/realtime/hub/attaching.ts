import type { ChannelStart } from "../../contract/events.js";
import { type Cursor, entryOf } from "../cursor.js";
import type { Feed } from "./feed.js";
import type { Page } from "./past.js";
import type { Seat } from "./seat.js";

/** Where a subscriber wants to begin: after its cursor, or with the newest `history` events, 0 for none. */
export type Begin = { type: "resume"; cursor: Cursor } | { type: "live"; history: number };

export interface Attachment {
  readonly start: ChannelStart;
  /** Part of the cursor that stands for where the attachment starts; none in a channel without a log. */
  readonly entry: string | undefined;
  /** Delivers the replay, then whatever came meanwhile, then live. Call once `connected` has been written. */
  begin(): void;
  release(): void;
}

type Start = Pick<Attachment, "start" | "entry">;

/** Gives the seat its place in the feed. Rejects if the log cannot be read. */
export async function take(feed: Feed, seat: Seat, begin: Begin): Promise<Start> {
  if (!feed.isLogged) return takeLive(feed, seat);
  // With others on it, the feed is up to date within the bus's delay; alone it may have slept.
  if (feed.seats.size === 0) await feed.verify();
  let from = wantedFrom(feed, begin);
  if (begin.type === "resume" && (from === undefined || from > feed.head.seq)) {
    // The client saw more than this instance did: look before calling its position unknown.
    await feed.verifyAfresh();
    from = wantedFrom(feed, begin);
  }
  feed.flush();
  feed.seats.add(seat);
  const { epoch, seq: head } = feed.head;
  const at = (start: ChannelStart["start"], seq: number, page?: Page): Start => {
    seat.placeAt(seq, page?.frames);
    return {
      start: { channel: feed.channel, start, from: seq, head },
      entry: entryOf(feed.channel, { epoch, seq }),
    };
  };
  if (from === undefined || from > head) return at("reset", head);
  const page = await feed.page(from);
  if (begin.type === "live") return at("live", Math.min(page.from, head), page);
  return page.from > from ? at("reset", head) : at("resumed", from, page);
}

/** Nothing of the channel is kept: there is nothing to resume, and no look into a log. */
function takeLive(feed: Feed, seat: Seat): Start {
  feed.flush();
  feed.seats.add(seat);
  return { start: { channel: feed.channel, start: "live", from: 0, head: 0 }, entry: undefined };
}

/** The `seq` after which delivery shall start; undefined if the cursor does not know this channel as it is now. */
function wantedFrom(feed: Feed, begin: Begin): number | undefined {
  const { epoch, seq } = feed.head;
  if (begin.type === "live") return Math.max(0, seq - begin.history);
  // A cursor from before the first event stands for 0 in whatever epoch came then.
  return begin.cursor.seqIn(feed.channel, epoch) ?? begin.cursor.seqIn(feed.channel, "");
}
