import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Place, type SequencedEvent } from "../log/event.js";

/** An event that only connected clients see; it is not kept. */
export interface EphemeralEvent {
  readonly type: string;
  readonly wire: string;
}

/** What an instance tells the others of the connections that it serves. */
export const ConnectionNews = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("stream_opened"),
    uid: Segment,
    connectionId: Segment,
    openedAt: z.number(),
    /** When it is over at the latest, ms since the epoch: a long poll's end is not reported if it comes then. */
    endsAt: z.number().optional(),
    /** Names the ticket that opened it: there is one stream of it at a time. */
    ticket: z.string().optional(),
    /** The connection in whose place it was opened. */
    replaces: Segment.optional(),
  }),
  z.object({ type: z.literal("stream_closed"), uid: Segment, connectionId: Segment }),
]);
export type ConnectionNews = z.infer<typeof ConnectionNews>;

/** What instances tell each other about streams. */
export const Control = z.discriminatedUnion("type", [
  /** The user may no longer read the channels that match the pattern's name and parameters. */
  z.object({ type: z.literal("access_revoked"), uid: Segment, param: z.string(), value: Segment }),
  /** What the parameter names is open to others than before: all who read channels of it are looked at. */
  z.object({ type: z.literal("access_changed"), param: z.string(), value: Segment }),
  /** The user was disabled, deleted, signed out everywhere, or has other rights. */
  z.object({ type: z.literal("user_changed"), uid: Segment }),
  /** In the order in which it happened. */
  z.object({ type: z.literal("connections"), news: z.array(ConnectionNews) }),
  /** What Socket.IO's adapters tell each other. */
  z.object({ type: z.literal("sockets"), message: z.string() }),
]);
export type Control = z.infer<typeof Control>;

export type BusMessage =
  | { type: "events"; channel: string; events: readonly SequencedEvent[] }
  | { type: "ephemeral"; channel: string; events: readonly EphemeralEvent[] }
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
  /** Of a keyed channel: those of each event, in their order. */
  keys: z.array(z.array(z.string())).optional(),
  /** Of events that are in several channels: the places of each in the others. */
  also: z.array(z.array(Place)).optional(),
});
const EphemeralAttributes = z.object({ kind: z.literal("ephemeral"), channel: z.string().min(1) });
const EphemeralHeader = z.object({ types: z.array(z.string().min(1)).min(1) });
const ControlAttributes = z.object({ kind: z.literal("control") });
const Attributes = z.discriminatedUnion("kind", [EventsAttributes, EphemeralAttributes, ControlAttributes]);

/**
 * Events of one channel share a packet, durable ones if they are consecutive: their wire texts, a line each, are the
 * data.
 */
export function encodePacket(message: BusMessage): Packet {
  switch (message.type) {
    case "events": {
      const { channel, events } = message;
      const [first] = events;
      if (!first) throw new RangeError("a packet of events needs an event");
      const { epoch, seq } = first;
      const data = linesOf(
        { epoch, seq, types: typesOf(events), keys: keysOf(events), also: placesIn(events) },
        events,
      );
      return { attributes: { kind: "events", channel }, data };
    }
    case "ephemeral": {
      const { channel, events } = message;
      return {
        attributes: { kind: "ephemeral", channel },
        data: linesOf({ types: typesOf(events) }, events),
      };
    }
    case "control":
      return { attributes: { kind: "control" }, data: Buffer.from(JSON.stringify(message.control)) };
  }
}

const typesOf = (events: readonly EphemeralEvent[]): string[] => events.map(({ type }) => type);

const keysOf = (events: readonly SequencedEvent[]) =>
  events.some(({ keys }) => keys) ? events.map(({ keys = [] }) => keys) : undefined;

const placesIn = (events: readonly SequencedEvent[]) =>
  events.some(({ also }) => also) ? events.map(({ also = [] }) => also) : undefined;

const linesOf = (header: object, events: readonly EphemeralEvent[]): Buffer =>
  Buffer.from([JSON.stringify(header), ...events.map(({ wire }) => wire)].join("\n"));

function parseLines<H extends z.ZodType<{ types: string[] }>>(Header: H, data: Buffer) {
  const [first = "", ...wires] = data.toString("utf8").split("\n");
  const header = Header.parse(JSON.parse(first));
  if (wires.length !== header.types.length) throw new Error("lines do not match types");
  return { header, events: wires.map((wire, index) => ({ type: header.types[index] ?? "", wire })) };
}

/** @throws Error if the packet is not one of ours. */
export function decodePacket({ attributes, data }: Packet): BusMessage {
  const parsed = Attributes.parse(attributes);
  switch (parsed.kind) {
    case "events": {
      const { channel } = parsed;
      const { header, events } = parseLines(EventsHeader, data);
      const { epoch, seq, keys: keysByEvent = [], also: placesByEvent = [] } = header;
      const sequenced = events.map((event, index) => {
        const [keys, also] = [keysByEvent[index], placesByEvent[index]];
        const more = { ...(keys?.length && { keys }), ...(also?.length && { also }) };
        return { channel, epoch, seq: seq + index, ...event, ...more };
      });
      return { type: "events", channel, events: sequenced };
    }
    case "ephemeral":
      return {
        type: "ephemeral",
        channel: parsed.channel,
        events: parseLines(EphemeralHeader, data).events,
      };
    case "control":
      return { type: "control", control: Control.parse(JSON.parse(data.toString("utf8"))) };
  }
}
