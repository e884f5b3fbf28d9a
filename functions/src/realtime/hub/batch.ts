import type { Place } from "../log/event.js";

/** One event of a channel as the hub hands it to every subscriber, before a transport has written it. */
export interface Frame {
  /** The channel's part of the cursor after this event. Ephemeral events move no cursor and have none. */
  readonly entry?: string;
  readonly type: string;
  /** The event as one line of JSON. */
  readonly wire: string;
  /** Of an event `batch`: how many events are in it. */
  readonly holds?: number;
  /** Of an event that is in several channels: its places in the others. */
  readonly also?: readonly Place[];
}

/** What a frame holds in memory, about. */
export const charsOf = ({ type, wire }: Frame): number => type.length + wire.length;

/** What bytes say of themselves where they are a part of more: CRC-32, length, and the factor that joins the two. */
export interface Checksum {
  readonly crc: number;
  readonly length: number;
  readonly shift: number;
}

/** Bytes as they go over the wire. */
export interface Encoded {
  readonly bytes: Buffer;
  /** Of compressed ones: what they decode to. */
  readonly decoded?: Checksum;
}

/** How a batch came about. */
interface BatchOrigin {
  /** Of a replay: whether more of it follows at once. Undefined for what has just happened. */
  readonly replay?: "continues" | "ends" | undefined;
  /** Of what has just happened: the `seq` before its first durable event. */
  readonly after?: number | undefined;
}

/** Cursors with which a batch remembers its bytes. */
const mostCursors = 8;

/** Makes bytes of a batch: pure, so that all subscribers that read it in this form share them. */
export type BatchEncoding = (batch: Batch) => Encoded;

/** Consecutive events of one channel, for all its subscribers: each encoding is made once, by the first that needs it. */
export class Batch {
  /** How many events it brings. */
  readonly events: number;
  /** Where a client stands in the channel after it: the entry of its last durable event. */
  readonly entry: string | undefined;
  /** Whether any of its events is in other channels, too. */
  readonly isShared: boolean;
  private readonly encoded = new Map<BatchEncoding, Encoded>();
  private readonly byCursor = new Map<BatchEncoding, Map<string, Encoded>>();

  constructor(
    readonly channel: string,
    readonly frames: readonly Frame[],
    private readonly origin: BatchOrigin = {},
  ) {
    this.events = frames.reduce((sum, { holds = 1 }) => sum + holds, 0);
    this.entry = frames.findLast(({ entry }) => entry !== undefined)?.entry;
    this.isShared = frames.some(({ also }) => also !== undefined);
  }

  get replay(): BatchOrigin["replay"] {
    return this.origin.replay;
  }

  get after(): BatchOrigin["after"] {
    return this.origin.after;
  }

  /** Whether any of the events is durable. */
  get movesCursor(): boolean {
    return this.entry !== undefined;
  }

  encodedBy(encoding: BatchEncoding): Encoded {
    const known = this.encoded.get(encoding);
    if (known) return known;
    const made = encoding(this);
    this.encoded.set(encoding, made);
    return made;
  }

  /** The same for readers of several channels; `elsewhere` is where they stand in the others. */
  encodedFor(elsewhere: string, encoding: BatchEncoding, encode: () => Encoded): Encoded {
    const known = this.byCursor.get(encoding) ?? new Map<string, Encoded>();
    this.byCursor.set(encoding, known);
    const made = known.get(elsewhere) ?? encode();
    if (known.size < mostCursors) known.set(elsewhere, made);
    return made;
  }
}
