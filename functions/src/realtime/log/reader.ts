import type { Firestore } from "firebase-admin/firestore";
import { read } from "../../platform/firestore/read.js";
import { decodeEvent, emptyPosition, eventsOf, type LogEnd, type LoggedEvent } from "./event.js";

/** Reads of the log. All reject within 5 s when Firestore does not answer. */
export interface LogReader {
  head(channel: string): Promise<LogEnd>;
  /** Events from `seq` on, in order; at most `limit`. */
  from(channel: string, seq: number, limit: number): Promise<LoggedEvent[]>;
}

export function logReader(firestore: Firestore): LogReader {
  return {
    // By field: Firestore has no descending scan over document ids.
    head: async (channel) => {
      const query = eventsOf(firestore, channel).orderBy("seq", "desc").limit(1);
      const { docs, readTime } = await read(channel, query.get());
      const [newest] = docs;
      if (!newest) return emptyPosition;
      const { epoch, seq, commit, turns } = decodeEvent(newest.data());
      const ageMs = readTime.toMillis() - newest.createTime.toMillis();
      return { epoch, seq, commit, turns, ageMs, updateTime: newest.updateTime };
    },
    from: async (channel, seq, limit) => {
      const query = eventsOf(firestore, channel).where("seq", ">=", seq).orderBy("seq").limit(limit);
      const { docs } = await read(channel, query.get());
      return docs.map((document) => decodeEvent(document.data()));
    },
  };
}
