import type { ChannelStart } from "@firecast/contract/core/events";
import type { Attachment } from "../hub/attach.js";
import { SessionCursor } from "./sessionCursor.js";

/** The channels that one session reads, and where its client stands in each. */
export class SessionChannels {
  readonly cursor: SessionCursor;
  private attachments: readonly Attachment[] = [];
  /** Of which the state is sent next. */
  private readonly awaited = new Set<string>();

  /** `secret`: see `SessionCursor`. */
  constructor(secret: string | undefined) {
    this.cursor = new SessionCursor(secret);
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

  /** Nothing is delivered any more; the names stay. */
  release(): void {
    for (const attachment of this.attachments) attachment.release();
  }

  /** The client stands nowhere in the channel until it has its state. */
  awaitState(channel: string): void {
    this.cursor.leave(channel);
    this.awaited.add(channel);
  }

  awaitsStateOf(channel: string): boolean {
    return this.awaited.has(channel);
  }

  /** Something of the channel was sent. */
  moved(channel: string, entry: string | undefined): void {
    if (entry !== undefined) this.cursor.moveTo(channel, entry);
    this.awaited.delete(channel);
  }

  get awaitsAnyState(): boolean {
    return this.awaited.size > 0;
  }
}
