import { z } from "zod";
import { Segment } from "../../contract/ids.js";
import type { SequencedEvent } from "../log/event.js";

/** An event that is seen by whoever is connected, and then forgotten. */
export interface EphemeralEvent {
  readonly channel: string;
  readonly type: string;
  readonly wire: string;
}

/** What instances tell each other about streams. */
export const Control = z.discriminatedUnion("type", [
  /** The user may no longer read the channels that match the pattern's name and parameters. */
  z.object({ type: z.literal("access_revoked"), uid: Segment, param: z.string(), value: Segment }),
  z.object({ type: z.literal("stream_opened"), uid: Segment, connectionId: Segment, openedAt: z.number() }),
  z.object({ type: z.literal("stream_closed"), uid: Segment, connectionId: Segment }),
]);
export type Control = z.infer<typeof Control>;

export type BusMessage =
  | { type: "events"; channel: string; events: readonly SequencedEvent[] }
  | { type: "ephemeral"; event: EphemeralEvent }
  | { type: "control"; control: Control };

/** A Pub/Sub message: strings in attributes, bytes in data (https://cloud.google.com/pubsub/docs/publisher). */
export interface Packet {
  attributes: Record<string, string>;
  data: Buffer;
}

const EventsAttributes = z.object({ kind: z.literal("events"), channel: z.string().min(1) });
/** First line of the data of a packet of events: attributes hold no more than 1,024 bytes each. */
const EventsHeader = z.object({
  epoch: z.string().min(1),
  seq: z.int().positive(),
  types: z.array(z.string().min(1)),
});
const EphemeralAttributes = z.object({
  kind: z.literal("ephemeral"),
  channel: z.string().min(1),
  eventType: z.string().min(1),
});
const ControlAttributes = z.object({ kind: z.literal("control") });
const Attributes = z.discriminatedUnion("kind", [EventsAttributes, EphemeralAttributes, ControlAttributes]);

/** Consecutive events of one channel share a packet: their wire texts, a line each, are the data. */
export function encodePacket(message: BusMessage): Packet {
  switch (message.type) {
    case "events": {
      const { channel, events } = message;
      const [first] = events;
      if (!first) throw new RangeError("a packet of events needs an event");
      const header = { epoch: first.epoch, seq: first.seq, types: events.map((event) => event.type) };
      const lines = [JSON.stringify(header), ...events.map((event) => event.wire)];
      return { attributes: { kind: "events", channel }, data: Buffer.from(lines.join("\n")) };
    }
    case "ephemeral": {
      const { channel, type, wire } = message.event;
      return { attributes: { kind: "ephemeral", channel, eventType: type }, data: Buffer.from(wire) };
    }
    case "control":
      return { attributes: { kind: "control" }, data: Buffer.from(JSON.stringify(message.control)) };
  }
}

/** @throws Error if the packet is not one of ours. */
export function decodePacket({ attributes, data }: Packet): BusMessage {
  const parsed = Attributes.parse(attributes);
  switch (parsed.kind) {
    case "events": {
      const { channel } = parsed;
      const [header = "", ...wires] = data.toString("utf8").split("\n");
      const { epoch, seq, types } = EventsHeader.parse(JSON.parse(header));
      if (wires.length !== types.length) throw new Error("lines do not match types");
      const events = wires.map((wire, index) => ({
        channel,
        epoch,
        seq: seq + index,
        type: types[index] ?? "",
        wire,
      }));
      return { type: "events", channel, events };
    }
    case "ephemeral":
      return {
        type: "ephemeral",
        event: { channel: parsed.channel, type: parsed.eventType, wire: data.toString("utf8") },
      };
    case "control":
      return { type: "control", control: Control.parse(JSON.parse(data.toString("utf8"))) };
  }
}
