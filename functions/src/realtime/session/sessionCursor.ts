import { joinCursor, maxCursorLength, seqOfEntry } from "../cursor.js";
import type { Batch, Encoded, Frame } from "../hub/batch.js";
import type { Encoding, Message } from "./transport.js";

/** The cursor of one session: the entry of each of its channels that has a log, in the order of the request. */
export class SessionCursor {
  private readonly entries = new Map<string, string>();

  constructor(
    /** Of the ticket that opened the session: goes into every cursor, and opens it again. */
    private readonly secret: string | undefined,
    /** Characters. */
    private readonly longest = maxCursorLength,
  ) {}

  moveTo(channel: string, entry: string): void {
    this.entries.set(channel, entry);
  }

  /** The last event of the channel that the client was given, if it stands in it. */
  seqIn(channel: string): number | undefined {
    const entry = this.entries.get(channel);
    return entry === undefined ? undefined : seqOfEntry(entry);
  }

  leave(channel: string): void {
    this.entries.delete(channel);
  }

  /** The bytes of a batch, shared with the sessions that stand in the same place in all their other channels. */
  encode(batch: Batch, encoding: Encoding): Encoded {
    const { channel, frames } = batch;
    const isOnly = this.entries.size === 1 && this.entries.has(channel) && this.secret === undefined;
    if (isOnly || !batch.movesCursor) return batch.encodedBy(encoding.batch);
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
    const parts = [...(this.secret === undefined ? [] : [this.secret]), ...this.entries.values()];
    return parts.length === 0 ? undefined : joinCursor(parts, this.longest);
  }

  private elsewhere(channel: string): string {
    let text = "";
    for (const [name, entry] of this.entries) text += name === channel ? "*." : `${entry}.`;
    return text;
  }
}
