import type { ChannelStart } from "@firecast/contract/core/events";
import type { Attachment } from "../hub/attach.js";
import { Batch, type Frame } from "../hub/batch.js";
import type { Place } from "../log/event.js";
import { SessionCursor } from "./sessionCursor.js";

/** The channels that one session reads, and where its client stands in each. */
export class SessionChannels {
  readonly cursor: SessionCursor;
  private attachments: readonly Attachment[] = [];
  /** Of which the state is sent next. */
  private readonly awaited = new Set<string>();
  /** Up to where the client was given nothing of each. What it had before it came back is not known so well: it had all. */
  private readonly bases = new Map<string, number>();

  /** See `SessionCursor`. */
  constructor(secret: string | undefined, longestCursor: number | undefined) {
    this.cursor = new SessionCursor(secret, longestCursor);
  }

  get names(): readonly string[] {
    return this.attachments.map(({ start }) => start.channel);
  }

  get isEmpty(): boolean {
    return this.attachments.length === 0;
  }

  /** Where the session began in the channel, if it reads it. */
  startIn(channel: string): ChannelStart | undefined {
    return this.attachments.find(({ start }) => start.channel === channel)?.start;
  }

  add(attachments: readonly Attachment[]): void {
    this.attachments = [...this.attachments, ...attachments];
    for (const { start, entry, awaitsState } of attachments) {
      this.bases.set(start.channel, start.start === "resumed" ? 0 : start.from);
      if (entry !== undefined) this.cursor.moveTo(start.channel, entry);
      if (awaitsState) this.awaited.add(start.channel);
    }
  }

  /** The attachment that the session had there. */
  remove(channel: string): Attachment | undefined {
    const removed = this.attachments.find(({ start }) => start.channel === channel);
    this.attachments = this.attachments.filter((attachment) => attachment !== removed);
    this.cursor.leave(channel);
    this.awaited.delete(channel);
    return removed;
  }

  /** The past of the channel is lost up to there; without an entry, its state comes next. */
  lost(channel: string, seq: number, entry: string | undefined): void {
    this.bases.set(channel, seq);
    if (entry !== undefined) this.cursor.moveTo(channel, entry);
    else this.awaitState(channel);
  }

  /** Without the events that the client was given by another channel. */
  unrepeated(batch: Batch): Batch {
    const { channel, frames, replay, after } = batch;
    const isRepeated = ({ also = [] }: Frame): boolean => also.some((place) => this.hasBrought(place));
    if (!frames.some(isRepeated)) return batch;
    const others = frames.filter((frame) => !isRepeated(frame));
    return new Batch(channel, others, { replay, after });
  }

  private hasBrought([channel, seq]: Place): boolean {
    const base = this.bases.get(channel) ?? Infinity;
    return seq > base && seq <= (this.cursor.seqIn(channel) ?? -1);
  }

  /** Nothing is delivered any more; the names stay. */
  release(): void {
    for (const attachment of this.attachments) attachment.release();
  }

  /** The client stands nowhere in the channel until it has its state. */
  private awaitState(channel: string): void {
    this.cursor.leave(channel);
    this.awaited.add(channel);
  }

  awaitsStateOf(channel: string): boolean {
    return this.awaited.has(channel);
  }

  /** That much was sent. */
  moved({ channel, frames }: Batch): void {
    const entry = frames.findLast((frame) => frame.entry !== undefined)?.entry;
    if (entry !== undefined) this.cursor.moveTo(channel, entry);
    this.awaited.delete(channel);
  }

  get awaitsAnyState(): boolean {
    return this.awaited.size > 0;
  }
}
