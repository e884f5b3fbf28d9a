import { joinCursor, maxCursorLength, seqOfEntry } from "../cursor.js";
import type { Attachment } from "../hub/attach.js";
import type { Batch, Encoded, Frame } from "../hub/batch.js";
import type { Encoding, Message } from "./transport.js";

/** Where a session stands in one of its channels. */
export interface Place {
  readonly attachment: Attachment;
  /** Part of the cursor. Undefined where there is no log, and until the state of the channel was sent. */
  entry: string | undefined;
  /** Up to where the client was given nothing. What it had before it came back is not known so well: it had all. */
  base: number;
  /** The state of the channel is sent next. */
  awaitsState: boolean;
}

/**
 * The cursor of one session: the entry of each of its channels that has a log, in the order in which they were asked for. There are
 * at most some dozens: a list of them is smaller than a map, of which each idle session would have one.
 */
export class SessionCursor {
  places: readonly Place[] = none;

  constructor(
    /** Of the ticket that opened the session: goes into every cursor, and opens it again. */
    private readonly secret: string | undefined,
    /** Characters. */
    private readonly longest = maxCursorLength,
  ) {}

  placeIn(channel: string): Place | undefined {
    return this.places.find(({ attachment }) => attachment.start.channel === channel);
  }

  moveTo(channel: string, entry: string): void {
    const place = this.placeIn(channel);
    if (place) place.entry = entry;
  }

  /** The last event of the channel that the client was given, if it stands in it. */
  seqIn(channel: string): number | undefined {
    const entry = this.placeIn(channel)?.entry;
    return entry === undefined ? undefined : seqOfEntry(entry);
  }

  /** The bytes of a batch, shared with the sessions that stand in the same place in all their other channels. */
  encode(batch: Batch, encoding: Encoding): Encoded {
    const { channel, frames } = batch;
    if (this.isOnly(channel) || !batch.movesCursor) return batch.encodedBy(encoding.batch);
    const encode = (): Encoded => encoding.messages(this.messages(channel, frames));
    if (this.secret !== undefined) return encode();
    return batch.encodedFor(this.elsewhere(channel), encoding.batch, encode);
  }

  /** Each event with a cursor that says where the session stands in all channels after it. */
  messages(channel: string, frames: readonly Frame[]): Message[] {
    return frames.map((frame) => {
      const { entry, type, wire } = frame;
      if (entry !== undefined) this.moveTo(channel, entry);
      return { type, wire, cursor: entry && this.text, frame };
    });
  }

  /** None for a session without any log: an empty one would make a client forget where it stands. */
  get text(): string | undefined {
    const entries = this.places.flatMap(({ entry }) => entry ?? []);
    const parts = this.secret === undefined ? entries : [this.secret, ...entries];
    return parts.length === 0 ? undefined : joinCursor(parts, this.longest);
  }

  /** Whether the session stands in that channel, in no other, and was opened by no ticket. */
  private isOnly(channel: string): boolean {
    if (this.secret !== undefined) return false;
    let isThere = false;
    for (const { entry, attachment } of this.places) {
      if (entry === undefined) continue;
      if (attachment.start.channel !== channel) return false;
      isThere = true;
    }
    return isThere;
  }

  private elsewhere(channel: string): string {
    let text = "";
    for (const { entry, attachment } of this.places)
      if (entry !== undefined) text += attachment.start.channel === channel ? "*." : `${entry}.`;
    return text;
  }
}

const none: readonly Place[] = [];
