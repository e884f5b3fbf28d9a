import type { DocumentData, Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import type { EventData, EventType, ChannelKind } from "@firecast/contract/core/channelKind";
import { path } from "../../platform/firestore/path.js";

/** An event to append; with `dataAt`, its data depends on the `seq` that the log gives it. */
export type Draft<K extends ChannelKind, T extends EventType<K>> = Origin & { type: T } & (
    { data: EventData<K, T> } | { dataAt: (seq: number) => EventData<K, T> }
  );

/** The same where the type is known only at run time; it has been checked against the catalogue. */
export type RawDraft = Origin & { type: string } & ({ data: unknown } | { dataAt: (seq: number) => unknown });

interface Origin {
  by?: string | undefined;
  /** Default: that of the append's request. */
  idempotencyKey?: string | undefined;
}

/** Any event type of a kind, with its own data: a union over the kind's types. */
export type AnyDraft<K extends ChannelKind> = { [T in EventType<K>]: Draft<K, T> }[EventType<K>];

/**
 * An event that has its place in the log. `wire` is the JSON that goes into every `data:` line, encoded once when the
 * event is appended and never again: log, bus and streams carry these bytes.
 */
export interface SequencedEvent {
  readonly channel: string;
  readonly epoch: string;
  readonly seq: number;
  readonly type: string;
  readonly wire: string;
  /** Of a keyed channel: what the event is the newest of. None: it is not compacted. */
  readonly keys?: readonly string[] | undefined;
  /** Of an event that is in several channels: its places in the others. */
  readonly also?: readonly Place[] | undefined;
}

/** A channel and a `seq` in it. */
export const Place = z.tuple([z.string(), z.int().positive()]);
export type Place = z.infer<typeof Place>;

/** When a writer last committed, as of the commit that names it. */
const Turn = z.object({ writer: z.string().min(1), agoMs: z.number() });
export type Turn = z.infer<typeof Turn>;

/** As it is stored. */
export interface LoggedEvent extends SequencedEvent {
  readonly id: string;
  /** Names the commit and its writer, `<writer>.<number>`: tells a writer whether an unanswered commit took effect. */
  readonly commit?: string | undefined;
  /** Of a commit's last event, where several instances write: which of them did lately, the latest first. */
  readonly turns?: readonly Turn[] | undefined;
}

/** A position in a channel's log: right after the event `seq`. An empty channel has seq 0 and no epoch yet. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** A position that the next commit follows. */
export interface KnownHead extends Position {
  /**
   * When its event was last written, by Firestore's own clock. A log that was deleted and begun again has another event
   * there, of another time. Undefined where it was heard of over the bus.
   */
  readonly updateTime?: Timestamp | undefined;
}

/** The position of a channel's newest event, and what that event tells other writers. */
export interface LogEnd extends KnownHead {
  readonly commit?: string | undefined;
  readonly turns?: readonly Turn[] | undefined;
  /** How long ago the last event was committed, by Firestore's own clock. Undefined: unknown. */
  readonly ageMs?: number | undefined;
}

/** Whether a log ends now where it did. Times count where both are known. */
export function isSameHead(head: KnownHead, now: KnownHead): boolean {
  if (head.seq !== now.seq) return false;
  if (now.seq === 0) return true;
  const { updateTime } = now;
  const isSameTime = !updateTime || !head.updateTime || updateTime.isEqual(head.updateTime);
  return head.epoch === now.epoch && isSameTime;
}

/** Where the log has put the one event of an append. */
export function seqOf([event]: readonly LoggedEvent[]): number {
  if (!event) throw new RangeError("an append of one event has one");
  return event.seq;
}

export const emptyPosition: Position = { epoch: "", seq: 0 };

export const StoredEvent = z.object({
  channel: z.string(),
  epoch: z.string().min(1),
  seq: z.int().positive(),
  id: z.string().min(1),
  type: z.string().min(1),
  wire: z.string().min(2),
  keys: z.array(z.string()).optional(),
  /** As JSON: Firestore keeps no arrays in arrays. */
  also: z
    .string()
    .transform((text) => z.array(Place).parse(JSON.parse(text)))
    .optional(),
  commit: z.string().optional(),
  turns: z.array(Turn).optional(),
});

export const eventDocument = path("channels/{channelId}/events/{seq}");

/** Slashes cannot be in a document id; dots cannot be in a channel's segments. */
export const channelId = (channel: string): string => channel.replaceAll("/", ".");

/** Padded, so that ids sort as numbers. */
const eventId = (seq: number): string => String(seq).padStart(12, "0");

export const eventsOf = (firestore: Firestore, channel: string) =>
  eventDocument.collection(firestore, { channelId: channelId(channel) });

export const eventAt = (firestore: Firestore, channel: string, seq: number) =>
  eventsOf(firestore, channel).doc(eventId(seq));

export const encodeEvent = ({ also, ...event }: LoggedEvent): DocumentData => ({
  ...event,
  ...(also && { also: JSON.stringify(also) }),
});

export const decodeEvent = (data: DocumentData): LoggedEvent => StoredEvent.parse(data);

interface Envelope {
  id: string;
  channel: string;
  type: string;
  seq?: number;
  at: string;
  by?: string | undefined;
  idempotencyKey?: string | undefined;
  data: unknown;
}

/** One line of JSON: `JSON.stringify` escapes CR, LF and NUL, so no data can end the line or forge a frame. */
export const encodeWire = ({ id, channel, type, seq, at, by, idempotencyKey, data }: Envelope): string =>
  JSON.stringify({ id, channel, type, seq, at, by, idempotencyKey, data });
