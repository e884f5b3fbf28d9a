import type { ChannelStart } from "@firecast/contract/core/events";
import type { Attachment } from "../hub/attach.js";
import { Batch, type Frame } from "../hub/batch.js";
import type { Place as EventPlace } from "../log/event.js";
import { type Place, SessionCursor } from "./sessionCursor.js";

/** The channels that one session reads, and where its client stands in each. */
export class SessionChannels {
  readonly cursor: SessionCursor;

  /** See `SessionCursor`. */
  constructor(secret: string | undefined, longestCursor: number | undefined) {
    this.cursor = new SessionCursor(secret, longestCursor);
  }

  get names(): readonly string[] {
    return this.places.map(({ attachment }) => attachment.start.channel);
  }

  get isEmpty(): boolean {
    return this.places.length === 0;
  }

  /** Where the session began in the channel, if it reads it. */
  startIn(channel: string): ChannelStart | undefined {
    return this.cursor.placeIn(channel)?.attachment.start;
  }

  add(attachments: readonly Attachment[]): void {
    const added = attachments.map((attachment): Place => {
      const { start, entry, awaitsState } = attachment;
      return { attachment, entry, base: start.start === "resumed" ? 0 : start.from, awaitsState };
    });
    this.cursor.places = this.isEmpty ? added : [...this.places, ...added];
  }

  /** The attachment that the session had there. */
  remove(channel: string): Attachment | undefined {
    const removed = this.cursor.placeIn(channel);
    this.cursor.places = this.places.filter((place) => place !== removed);
    return removed?.attachment;
  }

  /** The past of the channel is lost up to there; without an entry, its state comes next. */
  lost(channel: string, seq: number, entry: string | undefined): void {
    const place = this.cursor.placeIn(channel);
    if (!place) return;
    place.base = seq;
    // The client stands nowhere in the channel until it has its state.
    place.entry = entry;
    if (entry === undefined) place.awaitsState = true;
  }

  /** Without the events that the client was given by another channel. */
  unrepeated(batch: Batch): Batch {
    if (!batch.isShared) return batch;
    const { channel, frames, replay, after } = batch;
    const isRepeated = ({ also = [] }: Frame): boolean => also.some((place) => this.hasBrought(place));
    if (!frames.some(isRepeated)) return batch;
    const others = frames.filter((frame) => !isRepeated(frame));
    return new Batch(channel, others, { replay, after });
  }

  private hasBrought([channel, seq]: EventPlace): boolean {
    const base = this.cursor.placeIn(channel)?.base ?? Infinity;
    return seq > base && seq <= (this.cursor.seqIn(channel) ?? -1);
  }

  /** Nothing is delivered any more; the names stay. */
  release(): void {
    for (const { attachment } of this.places) attachment.release();
  }

  awaitsStateOf(channel: string): boolean {
    return this.cursor.placeIn(channel)?.awaitsState ?? false;
  }

  /** That much was sent. */
  moved({ channel, entry }: Batch): void {
    const place = this.cursor.placeIn(channel);
    if (!place) return;
    place.entry = entry ?? place.entry;
    place.awaitsState = false;
  }

  get awaitsAnyState(): boolean {
    return this.places.some(({ awaitsState }) => awaitsState);
  }

  private get places(): readonly Place[] {
    return this.cursor.places;
  }
}
