import { parseCursor } from "../../../src/realtime/cursor.js";
import { type Channel, channelOf } from "@firecast/contract/core/channel";
import { channelKind, durable, ephemeral } from "@firecast/contract/core/channelKind";
import { globalChannel } from "@firecast/contract/system";
import { z } from "zod";
import { encodePacket } from "../../../src/realtime/bus/message.js";
import type { Begin } from "../../../src/realtime/hub/attach.js";
import { Hub } from "../../../src/realtime/hub/hub.js";
import { recordedLog } from "../../support/recordedLog.js";
import { HandBus } from "./handBus.js";
import { HandLog } from "./handLog.js";
import { settled, virtualTime } from "./virtualTime.js";
import { KeyedWitness } from "./keyedWitness.js";
import { Witness } from "./witness.js";

const channel: Channel = channelOf(globalChannel, {});
export const { history } = channel.kind;

/** Its channels have no log. */
export const ephemeralKind = channelKind({
  ...globalChannel,
  name: "ephemeral",
  events: { "cursor:moved": ephemeral(z.unknown()) },
  history: 0,
});

const keyedKind = channelKind({
  ...globalChannel,
  name: "keyed",
  events: { "key:changed": durable(z.unknown(), { keys: () => [] }) },
});
export const keyedChannel: Channel = channelOf(keyedKind, {});

interface ArenaOptions {
  /** Characters that every event carries. Default: 0. */
  padding?: number;
  /** Makes the channel keyed: the keys of an event. */
  keysAt?: (seq: number) => string[];
  /** See `ChannelKind`. */
  batchFrom?: number | undefined;
}

/** A hub between a log and a bus that both do what the test says, and the witnesses that sit in it. */
export class Arena {
  readonly log: HandLog;
  readonly bus = new HandBus();
  readonly logged = recordedLog();
  readonly witnesses: Witness[] = [];
  /** Those who have asked to be seated, too. */
  readonly attached: Witness[] = [];
  readonly beginnings: (() => void)[] = [];
  suspicions = 0;
  /** Every second subscriber begins with the state. */
  mixed = false;
  private attaching = 0;

  readonly hub: Hub;
  private readonly channel: Channel;

  constructor({ padding = 0, keysAt, batchFrom }: ArenaOptions = {}) {
    const { kind, ...named } = keysAt ? keyedChannel : channel;
    this.channel = { ...named, kind: { ...kind, ...(batchFrom !== undefined && { batchFrom }) } };
    this.log = new HandLog(this.channel.name, history);
    this.log.keysAt = keysAt ?? this.log.keysAt;
    this.hub = new Hub({
      bus: this.bus,
      reader: this.log,
      log: this.logged,
      shards: 1,
      verifyEveryMs: 30_000,
      advanced: () => undefined,
      random: () => 0,
      stateOf: ({ name, kind }) =>
        name === keyedKind.name ? { kind, read: () => this.log.state() } : undefined,
    });
    this.hub.observe({ onControl: () => undefined, onSuspicion: () => this.suspicions++ });
    this.log.padding = padding;
  }

  /** Commits events, and puts them on the bus as one packet. */
  append(count: number, { offered = false } = {}): void {
    const events = this.log.append(count);
    void this.bus.publish(0, encodePacket({ type: "events", channel: this.channel.name, events }));
    if (offered) this.hub.offer(events);
  }

  /** Someone else's packet, in part: what was published event by event, as the relay does. */
  relay(count: number): void {
    for (const event of this.log.append(count)) {
      void this.bus.publish(0, encodePacket({ type: "events", channel: this.channel.name, events: [event] }));
    }
  }

  /** The witness begins when `beginnings` says so. */
  attach(begin: Wish): void {
    const Sort = this.channel.name === keyedKind.name ? KeyedWitness : Witness;
    const witness = new Sort(this.log, begin.text);
    const state = begin.state ?? (this.mixed && this.attached.length % 2 === 0);
    this.attached.push(witness);
    this.attaching++;
    this.hub
      .attach(this.channel, { ...begin, state }, witness)
      .then((attachment) => {
        this.beginnings.push(() => {
          this.witnesses.push(witness);
          witness.begin(attachment);
        });
      })
      .catch(() => undefined)
      .finally(() => this.attaching--);
  }

  /** Attaches and begins at once, with a log that answers. */
  async seated(begin: Wish = live()): Promise<Witness> {
    this.attach(begin);
    await this.answerAll();
    this.beginAll();
    const witness = this.witnesses.at(-1);
    if (!witness) throw new Error("nobody was seated");
    return witness;
  }

  beginAll(): void {
    for (const begin of this.beginnings.splice(0)) begin();
  }

  deliverAll(): void {
    while (this.bus.inFlight.length > 0) this.bus.deliver(0);
  }

  async answerAll(): Promise<void> {
    await settled();
    while (this.log.reads.length > 0) {
      this.log.reads[0]?.answer();
      await settled();
    }
  }

  /** Nothing is under way any more, and every look into the log that was due has been taken. */
  async quiet(): Promise<void> {
    this.bus.restore();
    await this.answerAll();
    for (const witness of this.attached) witness.drain();
    while (this.attaching > 0 || this.beginnings.length > 0) {
      await this.answerAll();
      this.beginAll();
    }
    this.deliverAll();
    await this.answerAll();
    for (let round = 0; round < 4; round++) {
      await virtualTime.pass(1100);
      await this.answerAll();
    }
  }

  /** The time comes at which every feed compares itself with the log: a quiet one waits ten intervals. */
  async verified(): Promise<void> {
    await virtualTime.pass(300_000);
    await this.answerAll();
  }

  close(): Promise<void> {
    return this.hub.close();
  }
}

/** `text` is the cursor as the client holds it. */
export type Wish = Begin & { text?: string };

export const live = (newest = 0): Wish => ({ type: "live", history: newest });
export const resume = (cursor: string): Wish => ({
  type: "resume",
  cursor: parseCursor(cursor),
  text: cursor,
});
