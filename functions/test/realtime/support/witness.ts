import { expect } from "chai";
import { z } from "zod";
import type { ResetReason } from "@firecast/contract/core/events";
import { entryOf } from "../../../src/realtime/cursor.js";
import type { Batch, Frame } from "../../../src/realtime/hub/batch.js";
import type { Attachment } from "../../../src/realtime/hub/attach.js";
import type { Subscriber } from "../../../src/realtime/hub/subscription.js";
import type { Position } from "../../../src/realtime/log/event.js";
import type { HandLog } from "./handLog.js";

const Data = z.object({ seq: z.int(), data: z.object({ epoch: z.string() }) });
const Wires = z.object({ channel: z.string(), events: z.array(z.unknown()).min(2) });

/**
 * A subscriber that trusts nothing: every event has to be the one after what it has, with the cursor that says so, or a
 * reset has to come before it.
 */
export class Witness implements Subscriber {
  readonly uid = "mia";
  /** Where it stands; unknown until it is attached. */
  position: Position | undefined;
  entry = "";
  readonly seqs: number[] = [];
  readonly resets: ResetReason[] = [];
  /** How many frames have come. */
  frames = 0;
  /** What must not have happened: the hub may catch what a subscriber throws. */
  readonly objections: string[] = [];
  attachment: Attachment | undefined;
  released = false;

  constructor(
    protected readonly log: HandLog,
    /** The cursor it brings, if any. */
    private readonly cursor?: string,
  ) {}

  /** Takes its place as a stream does when it writes `connected`. */
  begin(attachment: Attachment): void {
    this.attachment = attachment;
    const { start, entry = "" } = attachment;
    this.entry = entry;
    this.witness(() => {
      this.position = this.positionOf(entry, start.from);
      if (start.start === "resumed" && start.from > 0)
        expect(entry, "resumes where it was").to.equal(this.cursor);
      if (start.start === "reset") expect(start.from, "a reset starts at the head").to.equal(start.head);
    });
    attachment.begin();
  }

  private busy: Promise<void> | undefined;
  private readOn = (): void => undefined;

  /** Takes no more of a replay than it has. */
  stall(): void {
    this.busy ??= new Promise((resolve) => {
      this.readOn = resolve;
    });
  }

  drain(): void {
    this.busy = undefined;
    this.readOn();
  }

  get isBehind(): boolean {
    return this.busy !== undefined;
  }

  taken(): Promise<void> | undefined {
    return this.busy;
  }

  /** May be replayed so many events before it owes for them. */
  allowance = Infinity;
  private pay = (): void => undefined;

  owed(): Promise<void> | undefined {
    if (this.seqs.length < this.allowance) return undefined;
    return new Promise((resolve) => {
      this.pay = resolve;
    });
  }

  allow(events: number): void {
    this.allowance = events;
    this.pay();
  }

  deliver(batch: Batch): void {
    this.witness(() => {
      expect(this.released, "nothing comes after the release").to.equal(false);
      for (const frame of batch.frames) {
        this.frames++;
        for (const event of this.unpacked(frame)) this.take(event);
      }
    });
  }

  reset(_: string, reason: ResetReason, position: Position, entry: string | undefined): void {
    if (entry !== undefined) this.witness(() => expect(entry).to.equal(entryOf(this.log.channel, position)));
    this.resets.push(reason);
    this.position = position;
    this.entry = entry ?? "";
  }

  revoked(): void {
    this.released = true;
  }

  protected witness(look: () => unknown): void {
    try {
      look();
    } catch (error) {
      this.objections.push(String(error));
    }
  }

  /** A frame for each event of an event `batch`: the entry of the last is the frame's own. */
  private unpacked(frame: Frame): Frame[] {
    if (frame.type !== "batch") return [frame];
    const { channel } = this.log;
    const batch = Wires.parse(JSON.parse(frame.wire));
    expect(batch.channel).to.equal(channel);
    expect(frame.holds).to.equal(batch.events.length);
    return batch.events.map((event, index) => {
      const { seq, data } = Data.parse(event);
      const isLast = index === batch.events.length - 1;
      const entry = isLast ? (frame.entry ?? "") : entryOf(channel, { epoch: data.epoch, seq });
      return { entry, type: "", wire: JSON.stringify(event) };
    });
  }

  protected take({ entry, wire }: Frame): void {
    const { position } = this;
    if (!position) throw new Error("an event before the attachment");
    const { seq, data } = Data.parse(JSON.parse(wire));
    const begins = position.seq === 0 && position.epoch === "";
    this.expectNext(seq, position);
    if (!begins) expect(data.epoch, "of the same log").to.equal(position.epoch);
    expect(entry).to.equal(entryOf(this.log.channel, { epoch: data.epoch, seq }));
    this.position = { epoch: data.epoch, seq };
    this.entry = entry ?? "";
    this.seqs.push(seq);
  }

  protected expectNext(seq: number, position: Position): void {
    expect(seq, "the next event").to.equal(position.seq + 1);
  }

  /** The entry has to stand for this `seq` in the log as it was at some time. */
  protected positionOf(entry: string, seq: number): Position {
    const epoch = ["", ...this.log.epochs].find(
      (name) => entryOf(this.log.channel, { epoch: name, seq }) === entry,
    );
    if (epoch === undefined) throw new Error(`${entry} stands for ${seq} in no log there was`);
    return { epoch, seq };
  }
}
