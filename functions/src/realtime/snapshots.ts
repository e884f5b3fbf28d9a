import type { Firestore, Transaction } from "firebase-admin/firestore";
import type { Channel } from "@firecast/contract/core/channel";
import type { ChannelKind } from "@firecast/contract/core/channelKind";
import type { Snapshot } from "@firecast/contract/core/events";
import { read } from "../platform/firestore/read.js";
import { decodeEvent, emptyPosition, eventsOf, type Position } from "./log/event.js";

/** What a keyed channel has come to at a position of its log: the stream goes on with the event after it. */
export interface StateAt {
  readonly position: Position;
  readonly entries: Snapshot["entries"];
}

/** Where the state of all channels of a keyed kind is read; `readAtHead` helps. */
export interface SnapshotSource {
  readonly kind: ChannelKind;
  read(channel: Channel): Promise<StateAt>;
}

/**
 * Reads a channel's state and where its log ends as of one moment. What `entriesIn` reads goes through the transaction,
 * which takes no locks.
 */
export function readAtHead(
  firestore: Firestore,
  channel: Channel,
  entriesIn: (transaction: Transaction) => Promise<StateAt["entries"]>,
): Promise<StateAt> {
  const end = eventsOf(firestore, channel.name).orderBy("seq", "desc").limit(1);
  const reading = firestore.runTransaction(
    async (transaction) => {
      const [{ docs }, entries] = await Promise.all([transaction.get(end), entriesIn(transaction)]);
      const [newest] = docs;
      const { epoch, seq } = newest ? decodeEvent(newest.data()) : emptyPosition;
      return { position: { epoch, seq }, entries };
    },
    { readOnly: true },
  );
  return read(`the state of ${channel.name}`, reading);
}
