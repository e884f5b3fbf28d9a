import type { ChannelStart, ReconnectReason, ResetReason } from "@firecast/contract/core/events";
import type { User } from "../../platform/auth/user.js";
import { seconds, toTimestamp } from "../../platform/clock.js";
import type { ProblemDocument } from "../../platform/problems.js";
import type { Attachment } from "../hub/attach.js";
import type { Batch, Encoded } from "../hub/batch.js";
import type { Subscriber } from "../hub/subscription.js";
import type { Position } from "../log/event.js";
import { isOwnPresence } from "../presence/ownPresence.js";
import type { CloseReason } from "./ending/closeReason.js";
import type { Lifetime } from "./ending/lifetime.js";
import { replacedPollRetryMs } from "./ending/retry.js";
import { revokedMessage } from "./rights/revokedMessage.js";
import { SessionChannels } from "./sessionChannels.js";
import type { SessionOptions, SessionTerms } from "./sessionOptions.js";
import { controlMessage, errorMessage, hearOfEnd, type Message, type Transport } from "./transport.js";

/** A reader that does not take its last bytes within this time is cut off; a shutdown has 8 s for all it does. */
const lingerMs = seconds(6);

/** A reader is behind when so much waits for it. */
const behindBytes = 64_000;

/** A reader of a replay that takes nothing for this long is sent away. */
const stalledAfterMs = seconds(30);

/** Until it is `open`, the client was sent nothing; once `closed`, its last bytes may still be on their way. */
type State = "opening" | "open" | "closed";

/**
 * One client's stream, on whatever transport. Knows where its client stands in each of its channels, bounds what waits for
 * a slow reader (backpressure), and ends itself, resumably, before it could be cut off or hold too much.
 */
export class ClientSession implements Subscriber {
  private state: State = "opening";
  readonly reads: SessionChannels;
  private sent = 0;

  constructor(
    readonly transport: Transport,
    private given: SessionOptions,
    private readonly terms: SessionTerms<ClientSession>,
  ) {
    this.reads = new SessionChannels(given.ticket?.secret, transport.longestCursor);
    hearOfEnd(transport.sink, this);
  }

  get options(): SessionOptions {
    return this.given;
  }

  get uid(): string {
    return this.options.user?.uid ?? `~${this.options.connectionId}`;
  }

  get sentBytes(): number {
    return this.sent;
  }

  /** Of a closed session those that it had when it closed. */
  get channels(): readonly string[] {
    return this.reads.names;
  }

  get poll(): boolean {
    return this.transport.poll;
  }

  /** Sends `connected`, then lets every channel begin. */
  start(attachments: readonly Attachment[], now: number, retryMs: number): void {
    const [{ connectionId }, { pingMs }] = [this.options, this.terms];
    const [at, mode] = [toTimestamp(now), this.poll ? "poll" : "stream"] as const;
    if (this.state === "opening") this.state = "open";
    this.add(attachments, (channels) => {
      const own = { cursor: this.reads.cursor.text, retryMs };
      this.say(controlMessage("connected", { connectionId, channels, at, mode, pingMs }, own));
    });
  }

  /** More channels for an open session: `tell` is called with where each starts, then they begin. */
  add(attachments: readonly Attachment[], tell: (starts: ChannelStart[]) => void): void {
    if (this.state !== "open") {
      for (const attachment of attachments) attachment.release();
      return;
    }
    this.reads.add(attachments);
    const channels = attachments.map(({ start }) => start);
    tell(channels);
    const lost = channels.filter(({ start }) => start === "reset");
    for (const { channel, head } of lost) this.sayReset(channel, "unknown_position", head);
    if (this.poll && lost.some(({ channel }) => !this.reads.awaitsStateOf(channel))) this.close("answered");
    for (const attachment of attachments) attachment.begin();
  }

  /** Nothing of the channel is sent from here on. False if it was none of the session's. */
  leave(channel: string): boolean {
    const attachment = this.state === "open" ? this.reads.remove(channel) : undefined;
    if (!attachment) return false;
    attachment.release();
    this.terms.onLeave(this, channel);
    return true;
  }

  /** Goes on with a newer proof of who the user is. */
  renew(user: User, lifetime: Lifetime): void {
    this.given = { ...this.given, user, ...lifetime };
  }

  deliver(batch: Batch): void {
    const { poll, tellsOnce } = this.transport;
    if (poll && batch.frames.every((frame) => isOwnPresence(frame, this.uid))) return;
    const news = tellsOnce ? this.reads.unrepeated(batch) : batch;
    if (news.frames.length > 0) this.give(news);
    this.reads.moved(batch);
    if (poll && batch.replay !== "continues" && !this.reads.awaitsAnyState) this.close("answered");
  }

  private give(batch: Batch): void {
    const [before, { encoding, poll }] = [this.sent, this.transport];
    const whole = this.reads.cursor.encode(batch, encoding);
    if (poll || this.sent + whole.bytes.length <= this.options.maxBytes) this.write(whole);
    // A replay can be larger than the budget: frame by frame, the session ends after the one that spends it.
    else
      for (const frame of batch.frames)
        this.write(encoding.messages(this.reads.cursor.messages(batch.channel, [frame])));
    this.terms.delivered.events += batch.events;
    if (batch.replay) this.options.replays.sent(this.sent - before);
  }

  reset(channel: string, reason: ResetReason, position: Position, entry: string | undefined): void {
    this.reads.lost(channel, position.seq, entry);
    this.sayReset(channel, reason, position.seq);
    if (this.poll && entry !== undefined) this.close("answered");
  }

  revoked(channel: string): void {
    this.reads.remove(channel);
    this.say(revokedMessage(channel));
    this.terms.onLeave(this, channel);
    if (this.reads.isEmpty && !this.transport.staysOpen) this.close("revoked");
  }

  get isBehind(): boolean {
    return this.transport.sink.waiting > behindBytes;
  }

  taken(): Promise<void> | undefined {
    const drained = this.state === "closed" ? undefined : this.transport.sink.drained();
    if (!drained) return undefined;
    const limit = setTimeout(() => this.end("slow_reader"), stalledAfterMs).unref();
    return drained.finally(() => clearTimeout(limit));
  }

  owed(): Promise<void> | undefined {
    return this.options.replays.owed();
  }

  /** `encoded` is a ping in the session's encoding. Before `connected` none is sent, and none can be answered. */
  ping(encoded: Encoded): void {
    if (this.state === "opening") return;
    if (this.transport.sink.hasFallenSilent?.()) this.transport.sink.destroy();
    else this.write(encoded);
  }

  /** Its time is up. */
  expire(): void {
    if (this.options.endsBecause) this.end(this.options.endsBecause);
    else this.close("poll_over");
  }

  /**
   * A newer connection of the user takes the place. A long poll ends as if nothing had happened, but does not hurry back.
   */
  giveWay(): void {
    if (!this.poll) {
      this.end("connection_limit");
      return;
    }
    this.write(this.transport.encoding.retry(replacedPollRetryMs));
    this.close("connection_limit");
  }

  /** Resolves when nothing of the connection is left. */
  closed(): Promise<void> {
    const { sink } = this.transport;
    return sink.closed ? Promise.resolve() : new Promise((resolve) => sink.onClose(resolve));
  }

  /** Ends the session on purpose: the client is told why and when to come back. */
  end(reason: ReconnectReason): void {
    if (this.state === "closed") return;
    const retryMs = this.terms.retryMs(reason);
    // Later, what was written last may not have been sent: then the client knows best where it stands.
    const cursor = this.reads.isEmpty ? this.options.ticket?.firstCursor : undefined;
    const farewell = controlMessage("reconnect", { reason, retryMs }, { cursor, retryMs });
    this.send(this.transport.encoding.messages([farewell]));
    this.close(reason);
  }

  /** Ends for good: the client hears what is wrong. */
  refuse(problem: ProblemDocument): void {
    this.say(errorMessage(problem));
    this.close("unauthenticated");
  }

  /** Ends without another word. */
  private close(reason: CloseReason): void {
    if (this.state === "closed") return;
    this.finish(reason);
    const { sink } = this.transport;
    sink.end(reason);
    const timer = setTimeout(() => sink.destroy(), lingerMs).unref();
    sink.onClose(() => clearTimeout(timer));
  }

  finish(reason: CloseReason): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.reads.release();
    this.terms.onClose(this, reason);
  }

  private sayReset(channel: string, reason: ResetReason, head: number): void {
    this.terms.delivered.resets++;
    this.say(controlMessage("reset", { channel, reason, head }, { cursor: this.reads.cursor.text }));
  }

  private say(message: Message): void {
    this.write(this.transport.encoding.messages([message]));
  }

  /** Sends what both budgets, of bytes that wait and of bytes in all, allow. */
  write(encoded: Encoded): void {
    if (this.state === "closed") return;
    // A reader is slow if earlier bytes still wait for it; the size of a replay is no sign of that.
    if (this.transport.sink.waiting > this.terms.maxQueueBytes) {
      this.end("slow_reader");
      return;
    }
    this.send(encoded);
    if (this.sent > this.options.maxBytes && !this.poll) this.end("byte_budget");
  }

  private send(encoded: Encoded): void {
    this.sent += encoded.bytes.length;
    this.terms.delivered.bytes += encoded.bytes.length;
    this.transport.sink.open();
    this.transport.sink.write(encoded);
  }
}
