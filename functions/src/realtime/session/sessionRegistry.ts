import type { Channel } from "@firecast/contract/core/channel";
import type { ChannelStart, ReconnectReason } from "@firecast/contract/core/events";
import type { User } from "../../platform/auth/user.js";
import type { Clock } from "../../platform/clock.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Settings } from "../../platform/params.js";
import type { Measured } from "../measured.js";
import type { Begin } from "../hub/attach.js";
import type { Hub } from "../hub/hub.js";
import { attachAll } from "./attachAll.js";
import { ClientSession } from "./clientSession.js";
import { closeEntry } from "./ending/closeEntry.js";
import type { CloseReason } from "./ending/closeReason.js";
import { IdleSessions } from "./ending/idleSessions.js";
import { type Lifetime, lifetimeOf } from "./ending/lifetime.js";
import { PingWheel } from "./pingWheel.js";
import { firstRetryMs, retryAfter } from "./ending/retry.js";
import type { SessionObserver } from "./sessionObserver.js";
import type { SessionTerms } from "./sessionOptions.js";
import { orLater, type SessionRequest } from "./sessionRequest.js";
import { controlMessage, type Transport } from "./transport.js";

interface SentBack {
  /** The cursor that the client comes back with. */
  cursor?: string | undefined;
  afterMs?: number;
}

export interface SessionRegistryDeps {
  hub: Pick<Hub, "attach" | "headOf" | "hold" | "listen">;
  clock: Clock;
  ids: Ids;
  random: Random;
  log: Log;
  settings: Settings;
  measured?: Pick<Measured, "delivered" | "refused">;
}

/** All open sessions of this instance. */
export class SessionRegistry {
  private readonly open = new Map<string, ClientSession>();
  private readonly terms: SessionTerms<ClientSession>;
  /** Also with no channel a session hears of its user's rights, and of newer connections. */
  private letGo: (() => void) | undefined;
  private readonly observers: SessionObserver[] = [];
  private readonly wheel: PingWheel;
  private draining = false;
  /** How many clients are being sent away together. */
  private leaving = 0;

  constructor(private readonly deps: SessionRegistryDeps) {
    const { settings, clock, random, hub } = deps;
    const idle = new IdleSessions(settings.streamIdleMs);
    this.wheel = new PingWheel(settings.pingMs, clock, random, (channel) => hub.headOf(channel), idle);
    this.terms = {
      pingMs: settings.pingMs,
      maxQueueBytes: settings.queueBytes,
      delivered: deps.measured?.delivered ?? { events: 0, bytes: 0, resets: 0 },
      retryMs: (reason) => this.retryMs(reason),
      onLeave: (session, channel) => {
        for (const observer of this.observers) observer.left?.(session, channel);
      },
      onClose: (session, reason) => this.forget(session, reason),
    };
  }

  /** Whether clients are sent away and none is taken in. */
  get isDraining(): boolean {
    return this.draining;
  }

  get count(): number {
    return this.open.size;
  }

  observe(observer: SessionObserver): void {
    this.observers.push(observer);
  }

  all(): ClientSession[] {
    return [...this.open.values()];
  }

  of(uid: string): ClientSession[] {
    return this.all().filter((session) => session.uid === uid);
  }

  find(connectionId: string): ClientSession | undefined {
    return this.open.get(connectionId);
  }

  listen(channels: readonly Channel[]): Promise<void> {
    return this.deps.hub.listen(channels);
  }

  /**
   * Serves a session on the transport, or one frame that asks the client to come back: an EventSource never gives up on
   * that. A ticket is used up only when there is a place for its session. Returns the session once it is open.
   * @throws Problem `unauthenticated` if the ticket was used up meanwhile.
   */
  async serve(transport: Transport, request: SessionRequest): Promise<ClientSession | undefined> {
    // Gone while it was being identified: nothing would tell us again.
    if (transport.sink.closed) return undefined;
    const full = this.refusal();
    const refused = full ?? (await this.useTicket(request));
    if (refused) {
      // Without a place the ticket is as it was; else the client comes back by the session's first cursor.
      this.sendBack(transport, refused, full ? {} : { cursor: request.ticket?.firstCursor });
      return undefined;
    }

    if (transport.sink.closed) return undefined;
    const session = this.register(transport, request);
    try {
      if (request.channels.length === 0) await this.deps.hub.listen([]);
      const attachments = await attachAll(this.deps.hub, request.channels, request.begin, session);
      session.start(attachments, this.deps.clock.now(), firstRetryMs(transport.poll, this.deps.random));
      // One that ended meanwhile was never open: observers know its end already, and would not be told again.
      if (!this.isOpen(session)) return undefined;
      for (const observer of this.observers) observer.opened(session);
      return session;
    } catch (error) {
      this.deps.log.warn("stream.open.failed", { reason: String(error) });
      session.end("unavailable");
      return undefined;
    }
  }

  /**
   * Attaches an open session to more channels, whose rights were asked for after `listen`. `tell` is called with where each
   * starts, before any of their events. Rejects if the log cannot be read: then nothing has changed.
   */
  async join(
    session: ClientSession,
    channels: readonly Channel[],
    begin: Begin,
    tell: (starts: ChannelStart[]) => void,
  ): Promise<void> {
    const attachments = await attachAll(this.deps.hub, channels, begin, session);
    session.add(attachments, tell);
    if (!this.isOpen(session)) return;
    const names = channels.map(({ name }) => name);
    for (const observer of this.observers) observer.joined?.(session, names);
  }

  /** The same user has brought a newer proof of identity: an open session lives on with it. */
  renew(session: ClientSession, user: User): void {
    if (!this.isOpen(session)) return;
    const { random, settings } = this.deps;
    session.renew(user, lifetimeOf(user, session.options.openedAt, settings.streamLifetimeMs, random));
    this.wheel.remove(session);
    this.wheel.add(session);
    for (const observer of this.observers) observer.renewed?.(session);
  }

  /** Asks the client to come back, not before `afterMs`, instead of a session. */
  sendBack(transport: Transport, reason: ReconnectReason, { cursor, afterMs = 0 }: SentBack = {}): void {
    const retryMs = afterMs + this.retryMs(reason);
    const { sink, encoding } = transport;
    sink.open();
    sink.write(encoding.messages([controlMessage("reconnect", { reason, retryMs }, { cursor, retryMs })]));
    sink.end(reason);
    this.deps.measured?.refused(reason);
    this.deps.log.info("stream.refused", { reason, transport: transport.name });
  }

  /** Sends every client away, spread over time; none is taken in any more. */
  async drain(): Promise<void> {
    this.draining = true;
    this.wheel.close();
    const sessions = this.all();
    this.leaving = sessions.length;
    for (const session of sessions) session.end("shutting_down");
    await Promise.all(sessions.map((session) => session.closed()));
  }

  private refusal(): ReconnectReason | undefined {
    if (this.draining) return "shutting_down";
    return this.open.size >= this.deps.settings.streamsPerInstance ? "overloaded" : undefined;
  }

  /** Why there is no session although there was a place for it. */
  private async useTicket({ ticket }: SessionRequest): Promise<ReconnectReason | undefined> {
    const used = await ticket?.use().then(undefined, orLater);
    if (used === "unknown") return "unavailable";
    return this.draining ? "shutting_down" : undefined;
  }

  private register(transport: Transport, request: SessionRequest): ClientSession {
    const { user, channels, ticket, replaces, replays } = request;
    const { clock, ids, random, settings } = this.deps;
    const openedAt = clock.now();
    const lifetime: Lifetime = transport.poll
      ? { endsAt: openedAt + settings.pollMs }
      : lifetimeOf(user, openedAt, settings.streamLifetimeMs, random);
    const own = {
      connectionId: ids.next(),
      user,
      openedAt,
      endsAt: lifetime.endsAt,
      endsBecause: lifetime.endsBecause,
      ticket,
      replaces,
      asked: channels.length === 0 ? none : channels.map(({ name }) => name),
      replays,
      maxBytes: Math.round(settings.streamBytes * (0.9 + 0.1 * random())),
    };
    const session = new ClientSession(transport, own, this.terms);
    this.letGo ??= this.deps.hub.hold();
    this.open.set(own.connectionId, session);
    this.wheel.add(session);
    return session;
  }

  private isOpen(session: ClientSession): boolean {
    return this.open.has(session.options.connectionId);
  }

  private forget(session: ClientSession, reason: CloseReason): void {
    const { connectionId, asked } = session.options;
    const channels = [...new Set([...asked, ...session.channels])];
    this.wheel.remove(session);
    this.open.delete(connectionId);
    const { clock, log } = this.deps;
    log.info("stream.closed", closeEntry({ session, reason, channels, now: clock.now() }));
    for (const observer of this.observers) observer.closed(session);
    for (const observer of this.observers) observer.ended?.(session, reason);
    if (this.open.size > 0) return;
    this.letGo?.();
    this.letGo = undefined;
  }

  private retryMs(reason: ReconnectReason): number {
    return retryAfter(reason, this.leaving, this.deps.random);
  }
}

const none: readonly string[] = [];
