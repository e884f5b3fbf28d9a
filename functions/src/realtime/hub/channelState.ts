import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { entryOf } from "../cursor.js";
import type { Position } from "../log/event.js";
import type { StateAt } from "../snapshots.js";
import { Batch } from "./batch.js";

/** A channel's state as it is sent, and where the log stood. */
export interface SentState {
  readonly position: Position;
  readonly batch: Batch;
}

/** What it needs of the channel's feed. */
interface Reading {
  readonly head: Position;
  verifyAfresh(): Promise<void>;
}

/** A read of the state, its turn included. */
const readWithin = seconds(8);

/** The state of a keyed channel, for those who begin with it: who does so at the same position shares one read, and bytes. */
export class ChannelState {
  private latest: SentState | undefined;
  private reading: Promise<SentState> | undefined;

  constructor(
    private readonly channel: string,
    private readonly source: () => Promise<StateAt>,
  ) {}

  /** Something has happened since. */
  forget(): void {
    this.latest = undefined;
  }

  /** As of the feed's head or later, and no later than its head is then. Rejects if that cannot be had now. */
  async reachedBy(feed: Reading): Promise<SentState> {
    const state = await this.since(feed.head);
    if (!isWithin(state.position, feed.head)) await feed.verifyAfresh();
    if (!isWithin(state.position, feed.head)) throw new Error("the state is of another log");
    return state;
  }

  private async since(position: Position): Promise<SentState> {
    if (this.latest && isWithin(position, this.latest.position)) return this.latest;
    // What is being read may be too old: what is read from now on is not.
    const underWay = await this.reading;
    return underWay && isWithin(position, underWay.position) ? underWay : this.read();
  }

  private read(): Promise<SentState> {
    this.reading ??= within(readWithin, `state of ${this.channel}`, this.source())
      .then(({ position, entries }) => {
        const { channel } = this;
        const wire = JSON.stringify({ channel, seq: position.seq, entries });
        const frame = { entry: entryOf(channel, position), type: "snapshot", wire };
        return (this.latest = { position, batch: new Batch(channel, [frame], { replay: "ends" }) });
      })
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }
}

const isWithin = ({ epoch, seq }: Position, later: Position): boolean =>
  epoch === later.epoch && seq <= later.seq;
