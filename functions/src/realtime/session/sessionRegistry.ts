import type { ServerResponse } from "node:http";
import type { Channel } from "@firecast/contract/channel";
import type { ReconnectReason } from "@firecast/contract/events";
import type { User } from "../../platform/auth/user.js";
import { type Clock, seconds } from "../../platform/clock.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Settings } from "../../platform/params.js";
import { Problem } from "../../platform/problems.js";
import { controlFrame } from "../hub/frame.js";
import type { Attachment, Begin } from "../hub/attaching.js";
import type { Hub } from "../hub/hub.js";
import { responseSinkOf, writeHead } from "../transports/responseSink.js";
import { PingWheel } from "./pingWheel.js";
import { firstRetryMs, retryAfter } from "./retry.js";
import { ClientSession, type StreamOptions, type StreamTicket } from "./clientSession.js";

export interface StreamRequest {
  user: User;
  channels: readonly Channel[];
  begin: Begin;
  poll: boolean;
  ticket?: Admission;
}

/** What a ticket gives a stream. */
export interface Admission extends StreamTicket {
  /** Uses the ticket up; see `Presented.use`. */
  use(): Promise<void>;
}

interface SentBack {
  /** The id that the client comes back with. */
  id?: string | undefined;
  afterMs?: number;
}

/** What else wants to know of open streams: the connection limit, presence. */
export interface StreamObserver {
  opened(stream: ClientSession): void;
  /** The stream goes on without this channel. */
  left?(stream: ClientSession, channel: string): void;
  /** Also called for a stream that never opened. */
  closed(stream: ClientSession): void;
}

export interface SessionRegistryDeps {
  hub: Hub;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  settings: Settings;
}

/** Between the end of a stream and the end of the token that opened it. */
const tokenLeeway = seconds(5);

/** All open streams of this instance. */
export class SessionRegistry {
  private readonly open = new Map<string, { stream: ClientSession; release: () => void }>();
  private readonly observers: StreamObserver[] = [];
  private readonly wheel: PingWheel;
  private draining = false;
  /** How many clients are being sent away together. */
  private leaving = 0;

  constructor(private readonly deps: SessionRegistryDeps) {
    const { settings, clock, random, hub } = deps;
    this.wheel = new PingWheel(settings.pingMs, clock, random, (channel) => hub.headOf(channel));
  }

  get count(): number {
    return this.open.size;
  }

  observe(observer: StreamObserver): void {
    this.observers.push(observer);
  }

  all(): ClientSession[] {
    return [...this.open.values()].map(({ stream }) => stream);
  }

  of(uid: string): ClientSession[] {
    return this.all().filter((stream) => stream.uid === uid);
  }

  find(connectionId: string): ClientSession | undefined {
    return this.open.get(connectionId)?.stream;
  }

  listen(channels: readonly Channel[]): Promise<void> {
    return this.deps.hub.listen(channels);
  }

  /**
   * Answers with a stream, or with one frame that asks the client to come back: an EventSource never gives up on that. A
   * ticket is used up only when there is a place for its stream. Resolves to the bytes that the stream began with: what
   * was replayed.
   * @throws Problem `unauthenticated` if the ticket was used up meanwhile.
   */
  async serve(res: ServerResponse, request: StreamRequest): Promise<number> {
    // Gone while it was being identified: nobody would tell us again.
    if (res.closed) return 0;
    const full = this.refusal();
    const refused = full ?? (await this.useTicket(request));
    if (refused) {
      // Without a place the ticket is as it was; else the client comes back by the stream's first id.
      this.sendBack(res, refused, full ? {} : { id: request.ticket?.firstId });
      return 0;
    }

    const stream = this.register(res, request);
    try {
      const attach = (channel: Channel) => this.deps.hub.attach(channel, request.begin, stream);
      const attachments = await allOrNone(request.channels.map(attach));
      stream.start(attachments, this.deps.clock.now(), firstRetryMs(request.poll, this.deps.random));
      // One that ended meanwhile was never open: its end has been told already, and would not be told again.
      if (this.find(stream.options.connectionId))
        for (const observer of this.observers) observer.opened(stream);
    } catch (error) {
      this.deps.log.warn("stream.open.failed", { reason: String(error) });
      stream.end("unavailable");
    }
    return stream.sentBytes;
  }

  private refusal(): ReconnectReason | undefined {
    if (this.draining) return "shutting_down";
    return this.open.size >= this.deps.settings.streamsPerInstance ? "overloaded" : undefined;
  }

  /** Why there is no stream although there was a place for it. */
  private async useTicket({ ticket }: StreamRequest): Promise<ReconnectReason | undefined> {
    const used = await ticket?.use().then(undefined, orLater);
    if (used === "unknown") return "unavailable";
    return this.draining ? "shutting_down" : undefined;
  }

  /** Asks the client to come back, not before `afterMs`, instead of a stream. */
  sendBack(res: ServerResponse, reason: ReconnectReason, { id, afterMs = 0 }: SentBack = {}): void {
    const retryMs = afterMs + this.retryMs(reason);
    writeHead(res);
    res.end(controlFrame("reconnect", { reason, retryMs }, { id, retryMs }));
  }

  /** Sends every client away, spread over time; none is taken in any more. */
  async drain(): Promise<void> {
    this.draining = true;
    this.wheel.close();
    const streams = this.all();
    this.leaving = streams.length;
    for (const stream of streams) stream.end("shutting_down");
    await Promise.all(streams.map((stream) => stream.closed()));
  }

  private register(res: ServerResponse, { user, poll, ticket }: StreamRequest): ClientSession {
    const { clock, ids, random, settings } = this.deps;
    const now = clock.now();
    const end: StreamEnd = poll ? { endsAt: now + settings.pollMs } : this.endOf(user, now);
    const stream = new ClientSession(responseSinkOf(res, poll), {
      connectionId: ids.next(),
      user,
      ...end,
      poll,
      ...(ticket && { ticket }),
      maxBytes: settings.streamBytes * (0.9 + 0.1 * random()),
      maxQueueBytes: settings.queueBytes,
      retryMs: (reason) => this.retryMs(reason),
      onLeave: (left, channel) => {
        for (const observer of this.observers) observer.left?.(left, channel);
      },
      onEnd: (ended) => this.forget(ended),
    });
    this.open.set(stream.options.connectionId, { stream, release: this.schedule(stream, now) });
    return stream;
  }

  /** Whichever limit comes first; lifetimes differ, so that streams opened together do not return together. */
  private endOf(user: User, now: number): StreamEnd {
    const lifetime = now + this.deps.settings.streamLifetimeMs * (0.85 + 0.15 * this.deps.random());
    const token = user.expiresAt - tokenLeeway;
    return token < lifetime
      ? { endsAt: token, endsBecause: "token_expiring" }
      : { endsAt: lifetime, endsBecause: "lifetime" };
  }

  /** The wheel looks once an interval; what ends sooner gets a timer of its own. */
  private schedule(stream: ClientSession, now: number): () => void {
    const left = stream.options.endsAt - now;
    if (!stream.options.poll && left > this.deps.settings.pingMs) return this.wheel.add(stream);
    const timer = setTimeout(() => stream.expire(), Math.max(0, left));
    return () => clearTimeout(timer);
  }

  private forget(stream: ClientSession): void {
    const { connectionId } = stream.options;
    this.open.get(connectionId)?.release();
    this.open.delete(connectionId);
    for (const observer of this.observers) observer.closed(stream);
  }

  private retryMs(reason: ReconnectReason): number {
    return retryAfter(reason, this.leaving, this.deps.random);
  }
}

/** Whether the ticket is used up is not known: the client is given what opens its stream in both cases. */
function orLater(error: unknown): "unknown" {
  if (error instanceof Problem) throw error;
  return "unknown";
}

type StreamEnd = Pick<StreamOptions, "endsAt" | "endsBecause">;

/** If one cannot be attached, the others are released again. */
async function allOrNone(attaching: readonly Promise<Attachment>[]): Promise<Attachment[]> {
  const settled = await Promise.allSettled(attaching);
  const failed = settled.find((result) => result.status === "rejected");
  const attached = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (!failed) return attached;
  for (const attachment of attached) attachment.release();
  throw failed.reason;
}
