import type { DocumentData, DocumentSnapshot, Firestore } from "firebase-admin/firestore";
import { read } from "../../platform/firestore/read.js";
import { decodeEvent, emptyPosition, eventAt, eventsOf, type LogEnd, type LoggedEvent } from "./event.js";

/** Reads of the log. All reject within 5 s when Firestore does not answer. */
export interface LogReader {
  head(channel: string): Promise<LogEnd>;
  /** Events from `seq` on, in order; at most `limit`. */
  from(channel: string, seq: number, limit: number): Promise<LoggedEvent[]>;
}

/** The end of a log and the events before it, from some event on, all as of one moment. */
export interface LogTail {
  readonly found: readonly LoggedEvent[];
  readonly end: LogEnd;
}

/** What writers read besides. */
export interface TailReader extends LogReader {
  /**
   * The tail from `seq` on by the numbers of its documents, of which it looks at so many: quicker than a query. Undefined
   * where that event is gone, or none of them is missing.
   */
  tail(channel: string, seq: number, documents: number): Promise<LogTail | undefined>;
}

export function logReader(firestore: Firestore): TailReader {
  return {
    // By field: Firestore has no descending scan over document ids.
    head: async (channel) => {
      const query = eventsOf(firestore, channel).orderBy("seq", "desc").limit(1);
      const { docs } = await read(channel, query.get());
      const [newest] = docs;
      return newest ? endOf(newest.data(), newest) : emptyPosition;
    },
    from: async (channel, seq, limit) => {
      const query = eventsOf(firestore, channel).where("seq", ">=", seq).orderBy("seq").limit(limit);
      const { docs } = await read(channel, query.get());
      return docs.map((document) => decodeEvent(document.data()));
    },
    tail: async (channel, seq, documents) => {
      const places = Array.from({ length: documents }, (_, index) =>
        eventAt(firestore, channel, seq + index),
      );
      const snapshots = await read(channel, firestore.getAll(...places));
      const found: LoggedEvent[] = [];
      let end: LogEnd | undefined;
      for (const snapshot of snapshots) {
        const data = snapshot.data();
        if (!data) return end && { found, end };
        found.push(decodeEvent(data));
        end = endOf(data, snapshot);
      }
      return undefined;
    },
  };
}

function endOf(data: DocumentData, { readTime, createTime, updateTime }: DocumentSnapshot): LogEnd {
  const { epoch, seq, commit, turns } = decodeEvent(data);
  return {
    epoch,
    seq,
    commit,
    turns,
    ageMs: createTime && readTime.toMillis() - createTime.toMillis(),
    updateTime,
  };
}
