import {
  type Asked,
  type Link,
  type LinkEnd,
  type LinkHandlers,
  type Publish,
  reasonOf,
} from "../stream/link.js";
import type { ConnectedData } from "../stream/wire.js";
import { type ProblemDocument, RealtimeError } from "../types/errors.js";
import { pauseAfter } from "./backoff.js";
import { commonest, isSame } from "./names.js";
import { Comeback } from "./comeback.js";
import { decideNext, type Next } from "./decide.js";
import type { PoolHost, PoolState } from "./host.js";
import { Links, type Place } from "./links.js";
import { prepareLink } from "./opening.js";
import { Reception } from "./reception.js";
import { createTimers, type Timers } from "./timers.js";
import { renewAfter } from "./tokens.js";
import { Watchdog } from "./watchdog.js";

/** A connection that lived so long was none of those that fail, ms. */
const provenAfterMs = 10_000;
/** Up to 16 channels on one link: opens it, watches it, renews it, and gets it back. */
export class Pool {
  /** By the names they are asked for by, with the position to begin at. */
  readonly channels = new Map<string, string | undefined>();
  state: PoolState = { type: "connecting" };
  isRunning = false;
  /** Of the token that the last link was opened with. */
  #expiresAt: number | undefined;
  readonly #links = new Links();
  readonly #timers: Timers;
  readonly #reception: Reception;
  readonly #comeback: Comeback;
  readonly #watchdog: Watchdog;
  readonly #handlers: LinkHandlers;

  constructor(private readonly host: PoolHost) {
    this.#timers = createTimers(host.env);
    this.#reception = new Reception({ host, ended: (...ended) => this.#drop(...ended) });
    this.#comeback = new Comeback({
      ...{ host, channels: this.channels, reception: this.#reception, timers: this.#timers },
      open: (transport) => void this.#open("link", transport),
      drop: (asked, problem) => this.#drop(asked, asked, problem),
      stop: () => this.stop(),
      set: (state) => this.#set(state),
    });
    this.#watchdog = new Watchdog({
      ...{ env: host.env, timers: this.#timers },
      unheard: (link) => this.#unheard(link),
      unanswered: (link) => this.#unanswered(link),
      silent: (link) => this.#silent(link),
    });
    this.#handlers = {
      connected: (link, data, cursor) => this.#connected(link, data, cursor),
      frame: (link, frame) => {
        if (link === this.#links.link && !this.#reception.take(frame)) this.#reopen();
      },
      retry: (ms) => {
        if (ms >= 0) this.#comeback.retryMs = Math.min(30_000, Math.max(50, ms));
      },
      broken: (reason) => host.failed(new RealtimeError("frame", reason)),
      bytes: (chars) => host.meter.read(chars),
    };
  }

  get publish(): Publish | undefined {
    return this.#links.link?.connection && this.#links.link.publish;
  }

  /** Channels have come or gone: opens a link that has them, and lets go of the present one then. */
  update(): void {
    if (!this.isRunning) return this.start();
    if (this.channels.size === 0) this.stop();
    else if (this.#links.link?.connection && this.state.type === "open") void this.#open("candidate");
    else if (this.#links.link) this.#restart();
  }

  start(): void {
    if (this.isRunning || this.channels.size === 0) return;
    this.isRunning = true;
    this.#set({ type: "connecting" });
    void this.#open("link");
  }

  stop(): void {
    this.isRunning = false;
    this.#timers.clear();
    this.#comeback.stop();
    this.#links.close();
  }

  /** The device woke up, or the network came back: tries at once where it waits, and looks whether a link is alive. */
  awaken(): void {
    if (!this.isRunning || this.#comeback.hurry()) return;
    this.#watchdog.look(this.#links.link);
    this.#climbLater();
  }

  /** Something is missing on a link that looks well. */
  #reopen(): void {
    if (!this.isRunning || !this.#links.link?.connection) return;
    this.host.meter.reconnected("hole");
    this.#restart();
  }

  #restart(): void {
    this.#links.close();
    void this.#open("link");
  }

  async #open(place: Place, transport = this.host.ladder.best): Promise<void> {
    const { host } = this;
    const { force: forced } = this.#comeback;
    const [isStopped, isLate] = [this.#timers.stamp(), this.#links.turn(place)];
    const isOver = (): boolean => isStopped() || isLate();
    this.#comeback.force = false;
    try {
      const identity = await host.identify(forced);
      if (isOver()) return;
      if (!identity) return host.suspend("auth");
      const cursor = this.#reception.cursor ?? commonest(this.channels.values());
      const replaces = place === "candidate" ? this.#links.link?.connection?.connectionId : undefined;
      const asked: Asked = { transport, forced, cursor, replaces, channels: [...this.channels.keys()] };
      const open = await prepareLink(host, asked, identity);
      if (isOver()) return;
      this.#begin(place, open(this.#handlers));
      this.#expiresAt = identity.expiresAt;
    } catch (error) {
      // A token that cannot be had now does not end the link that is open.
      if (isOver()) return;
      if (place === "candidate") this.#tryCandidateAgain();
      else this.#comeback.follow({ type: "pause", cause: reasonOf(error) });
    }
  }

  #begin(place: Place, link: Link): void {
    this.#links.put(place, link);
    this.#watchdog.opened(place, link);
    void link.ended.then((end) => this.#ended(link, end));
  }

  /** A new token, and a link that is opened with it before the present one ends. */
  #renew(): void {
    this.#comeback.force = true;
    if (this.state.type === "open") void this.#open("candidate");
  }

  #unheard(link: Link): void {
    const { transport } = link.asked;
    if (link !== this.#links.link || this.#links.candidate || transport === "poll") return;
    if (transport === "stream") return void this.#open("candidate", "poll");
    this.#leave({ type: "step_down", from: transport });
  }

  #unanswered(link: Link): void {
    if (link === this.#links.candidate) {
      this.#links.takeCandidate()?.close();
      this.#tryCandidateAgain();
    } else if (link === this.#links.link) this.#leave({ type: "pause", cause: "no answer" });
  }

  #silent(link: Link): void {
    const exactMs = Math.round(this.host.env.random() * 500);
    if (link === this.#links.link) this.#leave({ type: "again", exactMs, cause: "silence" });
  }

  #leave(next: Next): void {
    this.#links.close();
    this.#comeback.follow(next);
  }

  #tryCandidateAgain(): void {
    this.#comeback.force = true;
    this.#timers.after("candidate", pauseAfter(2, this.host.env.random, { leastMs: 1000 }), () =>
      this.update(),
    );
  }

  #connected(link: Link, data: ConnectedData, cursor: string | undefined): void {
    const { host } = this;
    const { asked } = link;
    const before = this.#links.promote(link);
    if (before === false) return;
    // What brought nothing while another way beside it was answered is held back.
    if (before && !before.connection && before.asked.transport !== asked.transport)
      host.ladder.leave(before.asked.transport);
    const isPoll = data.mode === "poll";
    if (!isPoll || this.state.type !== "degraded") host.meter.connected();
    host.ladder.connected(asked.transport);
    this.#reception.begin(data, cursor, asked.cursor);
    this.#set(isPoll ? { type: "degraded", transport: "poll" } : { type: "open" });
    this.#timers.after("proven", provenAfterMs, () => this.#comeback.proven());
    if (this.#expiresAt !== undefined) {
      const ms = renewAfter(this.#expiresAt, host.meter.serverNow(), host.env.random);
      this.#timers.after("renewal", ms, () => this.#renew());
    }
    this.#climbLater();
    this.#watchdog.look(this.#links.link);
    // Channels have come or gone while the link was opened.
    if (!isPoll && !isSame(this.channels, asked.channels)) void this.#open("candidate");
  }

  /** Where sockets are wanted, one is tried beside a stream. */
  #climbLater(): void {
    const { ladder } = this.host;
    const ms = this.#links.link && ladder.climbsAfter(this.#links.link.asked.transport);
    if (ms !== undefined) this.#timers.after("climb", ms, () => this.update());
  }

  #ended(link: Link, end: LinkEnd): void {
    const links = this.#links;
    if (link === links.candidate) return this.#candidateEnded(link, end);
    if (link !== links.link) return;
    if (this.channels.size === 0) return this.stop();
    links.link = undefined;
    const candidate = links.takeCandidate();
    if (candidate && end.type !== "refused") links.link = candidate;
    else {
      candidate?.close();
      this.#comeback.follow(decideNext(end, link));
    }
  }

  /** The present link goes on; what it lacks is tried again. A refused channel has to be named first. */
  #candidateEnded({ asked }: Link, end: LinkEnd): void {
    this.#links.takeCandidate();
    if (end.type === "closed") return;
    if (asked.transport === "socket" && end.type === "failed") {
      this.host.ladder.leave("socket");
      this.#climbLater();
    } else if (end.type === "refused" && end.status < 429 && end.status !== 401) this.#restart();
    else this.#tryCandidateAgain();
  }

  #drop(asked: string, channel: string, problem: ProblemDocument): void {
    this.channels.delete(asked);
    this.host.told({ type: "ended", channel, problem });
  }

  #set(state: PoolState): void {
    this.state = state;
    this.host.changed();
  }
}
