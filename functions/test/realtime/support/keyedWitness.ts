import { expect } from "chai";
import { Snapshot } from "@firecast/contract/core/events";
import type { ResetReason } from "@firecast/contract/core/events";
import type { Attachment } from "../../../src/realtime/hub/attach.js";
import type { Frame } from "../../../src/realtime/hub/batch.js";
import type { Position } from "../../../src/realtime/log/event.js";
import { Witness } from "./witness.js";

/** A subscriber of a keyed channel: events go up, some are left out, and the newest of each key is what the log says. */
export class KeyedWitness extends Witness {
  /** The newest event of each key that it knows of. */
  readonly state = new Map<string, number>();
  /** It knows of all that happened after this. */
  private since = 0;
  private awaitsState = false;
  snapshots = 0;

  override begin(attachment: Attachment): void {
    this.since = attachment.start.from;
    this.awaitsState = attachment.awaitsState;
    if (!attachment.awaitsState) {
      super.begin(attachment);
      return;
    }
    this.witness(() => expect(attachment.entry, "no cursor before the state").to.equal(undefined));
    this.attachment = attachment;
    attachment.begin();
  }

  override reset(channel: string, reason: ResetReason, position: Position, entry: string | undefined): void {
    super.reset(channel, reason, position, entry);
    this.since = position.seq;
    this.state.clear();
    this.awaitsState = entry === undefined;
  }

  /** Whether it knows what the log knows. */
  check(): void {
    expect(this.awaitsState, "the state has come").to.equal(false);
    for (const [key, seq] of this.log.newest)
      if (seq > this.since) expect(this.state.get(key), `the newest of ${key}`).to.equal(seq);
  }

  protected override take(frame: Frame): void {
    if (frame.type === "snapshot") {
      this.takeState(frame);
      return;
    }
    expect(this.awaitsState, "the state comes first").to.equal(false);
    super.take(frame);
    const { seq = 0 } = this.position ?? {};
    for (const key of this.log.keysAt(seq)) this.state.set(key, seq);
  }

  protected override expectNext(seq: number, position: Position): void {
    expect(seq, "a later event").to.be.above(position.seq);
  }

  private takeState({ entry = "", wire }: Frame): void {
    expect(this.awaitsState, "a state that was awaited").to.equal(true);
    const { seq, entries } = Snapshot.parse(JSON.parse(wire));
    this.awaitsState = false;
    this.snapshots++;
    this.entry = entry;
    this.position = this.positionOf(entry, seq);
    this.since = 0;
    this.state.clear();
    for (const { key, seq: newest = 0 } of entries) this.state.set(key, newest);
  }
}
