import type { Firestore } from "firebase-admin/firestore";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/grpc.js";
import { decodeEvent, emptyPosition, eventsOf, type LoggedEvent, type Position } from "./event.js";

const readWithin = seconds(5);

/** Reads of the log. All reject within 5 s when Firestore does not answer. */
export interface LogReader {
  head(channel: string): Promise<Position>;
  /** Events from `seq` on, in order; at most `limit`. */
  from(channel: string, seq: number, limit: number): Promise<LoggedEvent[]>;
}

export function logReader(firestore: Firestore): LogReader {
  const read = async (channel: string, query: FirebaseFirestore.Query): Promise<LoggedEvent[]> => {
    const snapshot = await within(readWithin, `read of ${channel}`, query.get());
    return snapshot.docs.map((document) => decodeEvent(document.data()));
  };
  return {
    // By field: Firestore has no descending scan over document ids.
    head: async (channel) => {
      const [newest] = await read(channel, eventsOf(firestore, channel).orderBy("seq", "desc").limit(1));
      return newest ? { epoch: newest.epoch, seq: newest.seq } : emptyPosition;
    },
    from: (channel, seq, limit) =>
      read(channel, eventsOf(firestore, channel).where("seq", ">=", seq).orderBy("seq").limit(limit)),
  };
}
