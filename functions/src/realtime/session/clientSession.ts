import type { ReconnectReason, ResetReason } from "@firecast/contract/events";
import type { User } from "../../platform/auth/user.js";
import { seconds, toTimestamp } from "../../platform/clock.js";
import type { ProblemDocument } from "../../platform/problems.js";
import { joinCursor } from "../cursor.js";
import { type Batch, controlFrame, eventBody, type Frame, withId } from "../hub/frame.js";
import type { Attachment } from "../hub/attaching.js";
import type { Subscriber } from "../hub/subscription.js";
import type { Position } from "../log/event.js";
import type { ResponseSink } from "../transports/responseSink.js";
import { isOwnPresence } from "../presence/ownPresence.js";
import { replacedPollRetryMs } from "./retry.js";

/** Of a stream that a ticket opened. */
export interface StreamTicket {
  /** Names the ticket: it has one stream at a time. */
  readonly id: string;
  /** Goes into every id of the stream. */
  readonly secret: string;
  /** The id of what is sent before the stream stands anywhere: what the client has brought, with the secret. */
  readonly firstId: string;
}

export interface StreamOptions {
  readonly connectionId: string;
  readonly user: User;
  /** When it has to end, ms since the epoch. */
  readonly endsAt: number;
  /** What the client is told then; a long poll just ends. */
  readonly endsBecause?: ReconnectReason;
  readonly ticket?: StreamTicket;
  /** A long poll ends with its first batch, or the replay that it begins. */
  readonly poll: boolean;
  /** Bytes after which the stream ends itself. */
  readonly maxBytes: number;
  /** Bytes waiting for a slow reader before it is closed. */
  readonly maxQueueBytes: number;
  /** What a client shall wait before it comes back. */
  retryMs(reason: ReconnectReason): number;
  onLeave(stream: ClientSession, channel: string): void;
  onEnd(stream: ClientSession): void;
}

/** A reader that does not take its last bytes within this time is cut off; a shutdown has 8 s for all it does. */
const lingerMs = seconds(6);

/** A reader of a replay that takes nothing for this long is sent away. */
const stalledAfterMs = seconds(30);

/**
 * One open response. Knows where its client stands in each of its channels, and ends itself, resumably, before it could
 * be cut off or hold too much.
 */
export class ClientSession implements Subscriber {
  private readonly carried = new Set<string>();
  /** Cursor entries by channel, in the order of the request; of channels that have a log. */
  private readonly entries = new Map<string, string>();
  private attachments: Attachment[] = [];
  private sent = 0;
  private ended = false;

  constructor(
    private readonly sink: ResponseSink,
    readonly options: StreamOptions,
  ) {
    sink.onClose(() => this.finish());
  }

  get uid(): string {
    return this.options.user.uid;
  }

  get sentBytes(): number {
    return this.sent;
  }

  get channels(): Iterable<string> {
    return this.carried;
  }

  /** Writes the head of the stream, then lets every channel begin. */
  start(attachments: Attachment[], now: number, retryMs: number): void {
    this.attachments = attachments;
    if (this.ended) {
      this.releaseAll();
      return;
    }
    this.sink.open();
    for (const { start, entry } of attachments) {
      this.carried.add(start.channel);
      if (entry !== undefined) this.entries.set(start.channel, entry);
    }
    const { connectionId } = this.options;
    const channels = attachments.map(({ start }) => start);
    this.write(
      controlFrame(
        "connected",
        { connectionId, channels, at: toTimestamp(now) },
        { id: this.cursor(), retryMs },
      ),
    );
    const lost = attachments.filter(({ start }) => start.start === "reset");
    for (const { start } of lost) this.announceReset(start.channel, "unknown_position", start.head);
    if (this.options.poll && lost.length > 0) this.close();
    for (const attachment of attachments) attachment.begin();
  }

  deliver(batch: Batch): void {
    if (this.options.poll && batch.frames.every(({ body }) => isOwnPresence(body, this.uid))) return;
    // With one log in the stream its entry is the cursor; and what is ephemeral moves none.
    const shared = (this.entries.size === 1 && !this.options.ticket) || !batch.movesCursor;
    const whole = shared ? batch.alone : Buffer.from(this.framed(batch.channel, batch.frames));
    if (this.options.poll || this.sent + whole.length <= this.options.maxBytes) this.write(whole);
    // A replay can be larger than the budget: frame by frame, the stream ends after the one that spends it.
    else for (const frame of batch.frames) this.write(Buffer.from(this.framed(batch.channel, [frame])));
    const moved = batch.frames.findLast((frame) => frame.entry !== undefined);
    if (moved?.entry !== undefined) this.entries.set(batch.channel, moved.entry);
    if (this.options.poll && !batch.continues) this.close();
  }

  reset(channel: string, reason: ResetReason, position: Position, entry: string): void {
    this.entries.set(channel, entry);
    this.announceReset(channel, reason, position.seq);
    if (this.options.poll) this.close();
  }

  revoked(channel: string): void {
    this.attachments = this.attachments.filter(({ start }) => start.channel !== channel);
    this.carried.delete(channel);
    this.entries.delete(channel);
    const problem = { ...revokedProblem, detail: channel };
    this.write(eventBody("error", JSON.stringify(problem)));
    this.options.onLeave(this, channel);
    if (this.carried.size === 0) this.close();
  }

  taken(): Promise<void> | undefined {
    const drained = this.ended ? undefined : this.sink.drained();
    if (!drained) return undefined;
    const limit = setTimeout(() => this.end("slow_reader"), stalledAfterMs);
    limit.unref();
    return drained.finally(() => clearTimeout(limit));
  }

  ping(frame: Buffer): void {
    // `connected` comes first, however long the channels take to attach.
    if (this.carried.size > 0) this.write(frame);
  }

  /** Its time is up. */
  expire(): void {
    if (this.options.endsBecause) this.end(this.options.endsBecause);
    else this.close();
  }

  /** A newer connection of the user takes the place. A long poll ends as if nothing had happened, but does not hurry back. */
  giveWay(): void {
    if (!this.options.poll) {
      this.end("connection_limit");
      return;
    }
    this.write(`retry: ${replacedPollRetryMs}\n\n`);
    this.close();
  }

  /** Resolves when nothing of the response is left. */
  closed(): Promise<void> {
    return this.sink.closed ? Promise.resolve() : new Promise((resolve) => this.sink.onClose(resolve));
  }

  /** Ends the stream on purpose: the client is told why and when to come back. */
  end(reason: ReconnectReason): void {
    if (this.ended) return;
    const retryMs = this.options.retryMs(reason);
    this.sink.open();
    // Later, what was framed last may not have been sent: then the client knows best where it stands.
    const id = this.carried.size === 0 ? this.options.ticket?.firstId : undefined;
    this.sink.write(controlFrame("reconnect", { reason, retryMs }, { id, retryMs }));
    this.close();
  }

  /** Ends for good: the client hears what is wrong. */
  refuse(problem: ProblemDocument): void {
    this.write(eventBody("error", JSON.stringify(problem)));
    this.close();
  }

  /** Ends without a word: of a long poll, or after a final error. */
  close(): void {
    if (this.ended) return;
    this.finish();
    this.sink.end();
    const timer = setTimeout(() => this.sink.destroy(), lingerMs);
    timer.unref();
    this.sink.onClose(() => clearTimeout(timer));
  }

  private announceReset(channel: string, reason: ResetReason, head: number): void {
    this.write(controlFrame("reset", { channel, reason, head }, { id: this.cursor() }));
  }

  /** Several channels: each frame's id says where the stream stands in all of them after it. */
  private framed(channel: string, frames: readonly Frame[]): string {
    let text = "";
    for (const { entry, body } of frames) {
      if (entry !== undefined) this.entries.set(channel, entry);
      text += withId(entry === undefined ? undefined : this.cursor(), body);
    }
    return text;
  }

  /** None for a stream without any log: an empty id would make a client forget where it stands. */
  private cursor(): string | undefined {
    const { ticket } = this.options;
    const parts = [...(ticket ? [ticket.secret] : []), ...this.entries.values()];
    return parts.length === 0 ? undefined : joinCursor(parts);
  }

  private write(bytes: string | Buffer): void {
    if (this.ended) return;
    const { maxBytes, maxQueueBytes, poll } = this.options;
    // Slow is whom earlier bytes still wait for; a large replay says nothing about its reader.
    if (this.sink.waiting > maxQueueBytes) {
      this.end("slow_reader");
      return;
    }
    this.sent += Buffer.byteLength(bytes);
    this.sink.open();
    this.sink.write(bytes);
    if (this.sent > maxBytes && !poll) this.end("byte_budget");
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.releaseAll();
    this.options.onEnd(this);
  }

  private releaseAll(): void {
    for (const attachment of this.attachments) attachment.release();
    this.attachments = [];
  }
}

/** The body of the `error` frame when a right was taken away while the stream was open. */
const revokedProblem: ProblemDocument = {
  type: "urn:firecast:problem:forbidden",
  title: "You may no longer read this channel",
  status: 403,
};
