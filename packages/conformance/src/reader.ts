import { Connected, EventBatch, Reconnect, Reset, WireEvent } from "@firecast/contract/core/events";
import type { Connection, Frame, Opening, Server, Transport } from "./transport.js";

/** Reads one stream, and keeps what it was told. */
export class Reader {
  readonly frames: Frame[] = [];
  cursor: string | undefined;

  private constructor(
    readonly connection: Connection,
    cursor: string | undefined,
  ) {
    this.cursor = cursor;
  }

  /** Resolves when the stream has begun: nothing published from then on is missed. */
  static async open(transport: Transport, server: Server, opening: Opening): Promise<Reader> {
    const reader = new Reader(await transport.open(server, opening), opening.cursor);
    await reader.next();
    return reader;
  }

  /** Undefined once the stream has ended. */
  async next(): Promise<Frame | undefined> {
    const frame = await this.connection.next();
    if (!frame) return undefined;
    this.frames.push(frame);
    this.cursor = frame.cursor ?? this.cursor;
    return frame;
  }

  /** Reads on to the first frame that fits. Rejects if the stream ends before. */
  async until(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const frame = await this.next();
      if (!frame) throw new Error(`The stream ended without that frame, after ${this.told()}`);
      if (fits(frame)) return frame;
    }
  }

  /** Reads on until the event with this payload, or text, has come. */
  async untilPayload(payload: unknown): Promise<void> {
    await this.until((frame) => payloadOf(frame) === payload);
  }

  async toTheEnd(): Promise<void> {
    while (await this.next());
  }

  close(): void {
    this.connection.close();
  }

  get payloads(): unknown[] {
    return this.frames.flatMap((frame) => payloadOf(frame) ?? []);
  }

  get starts() {
    return this.frames.slice(0, 1).flatMap(({ data }) => Connected.parse(data).channels);
  }

  get resets() {
    return this.named("reset").map(({ data }) => Reset.parse(data));
  }

  get reconnects() {
    return this.named("reconnect").map(({ data }) => Reconnect.parse(data));
  }

  named(event: string): Frame[] {
    return this.frames.filter((frame) => frame.event === event);
  }

  private told(): string {
    return JSON.stringify(this.frames.map(({ event, cursor }) => [event, cursor])).slice(-1000);
  }
}

/** Until a client whose transport answers piece by piece has surely asked for the next piece, and waits. */
export const waitsAgain = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

/** What a test put into a durable event: the payload of a signal, or the text of a message. */
export function payloadOf({ data }: Frame): unknown {
  const event = WireEvent.safeParse(data);
  if (!event.success || event.data.seq === undefined) return undefined;
  const { data: inner } = event.data;
  if (typeof inner !== "object" || inner === null) return undefined;
  if ("payload" in inner) return inner.payload;
  return "text" in inner ? inner.text : undefined;
}

/** The `seq` of every durable event of a channel, as they came. */
export const seqsIn = (channel: string, frames: readonly Frame[]): number[] =>
  frames.flatMap(eventsIn).flatMap((event) => (event.channel === channel ? (event.seq ?? []) : []));

/** What a frame brings of a channel: an event, a batch of them, or none. */
function eventsIn({ event, data }: Frame): WireEvent[] {
  if (event === "batch") return EventBatch.parse(data).events;
  const parsed = WireEvent.safeParse(data);
  return parsed.success ? [parsed.data] : [];
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
