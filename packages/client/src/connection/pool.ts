import type { Asked, Link, LinkEnd, LinkHandlers, Publish, Transport } from "../stream/link.js";
import { reasonOf } from "../stream/link.js";
import type { ConnectedData } from "../stream/wire.js";
import type { Attended, Care } from "../later/care.js";
import { type ProblemDocument, RealtimeError } from "../types/errors.js";
import { pauseAfter } from "./backoff.js";
import type { PoolHost, PoolState } from "./host.js";
import { Links, type Place } from "./links.js";
import { commonest } from "./names.js";
import { prepareLink } from "./opening.js";
import { Reception } from "./reception.js";
import { createTimers } from "./timers.js";
import { Watchdog } from "./watchdog.js";

/** Code that is loaded for so long is not waited for, ms. */
const loadWithinMs = 10_000;

/** Up to 16 channels on one link. What watches the link, renews it and gets it back may still have to be loaded. */
export class Pool implements Attended {
  /** By the names they are asked for by, with the position to begin at. */
  readonly channels = new Map<string, string | undefined>();
  readonly links = new Links();
  readonly timers;
  readonly reception: Reception;
  state: PoolState = { type: "connecting" };
  isRunning = false;
  expiresAt: number | undefined;
  retryMs: number | undefined;
  #care: Care | undefined;
  /** In a row, while there is no care. */
  #failures = 0;
  readonly #watchdog: Watchdog;
  readonly #handlers: LinkHandlers;

  constructor(readonly host: PoolHost) {
    this.timers = createTimers(host.env);
    this.reception = new Reception({ host, ended: (...ended) => this.drop(...ended) });
    this.#watchdog = new Watchdog({
      ...{ env: host.env, timers: this.timers },
      unheard: (link) => this.#care?.unheard(link),
      unanswered: (link) => (this.#care ? this.#care.unanswered(link) : this.#giveUp(link, "no answer")),
      silent: (link) => (this.#care ? this.#care.silent(link) : this.#giveUp(link, "silence")),
    });
    this.#handlers = {
      connected: (link, data, cursor) => this.#connected(link, data, cursor),
      frame: (link, frame) => {
        if (link === this.links.link && !this.reception.take(frame)) this.#reopen();
      },
      retry: (ms) => {
        if (ms >= 0) this.retryMs = Math.min(30_000, Math.max(50, ms));
      },
      broken: (reason) => host.failed(new RealtimeError("frame", reason)),
      bytes: (chars) => host.meter.read(chars),
    };
  }

  get publish(): Publish | undefined {
    return this.links.link?.connection && this.links.link.publish;
  }

  /** Channels have come or gone: opens a link that has them, and lets go of the present one then. */
  update(): void {
    if (!this.isRunning) return this.start();
    if (this.channels.size === 0) this.stop();
    else if (this.#care && this.links.link?.connection && this.state.type === "open") this.open("candidate");
    else if (this.links.link) this.restart();
  }

  start(): void {
    if (this.isRunning || this.channels.size === 0) return;
    this.isRunning = true;
    this.set({ type: "connecting" });
    if (!this.#care) this.#attend(0);
    this.open("link");
  }

  stop(): void {
    this.isRunning = false;
    this.timers.clear();
    this.#care?.stopped();
    this.links.close();
  }

  /** The device woke up, or the network came back: tries at once where it waits, and looks whether a link is alive. */
  awaken(): void {
    if (!this.isRunning || this.#care?.hurry()) return;
    if (!this.#care && !this.links.link) this.restart();
    this.#watchdog.look(this.links.link);
    this.#care?.climbLater();
  }

  restart(): void {
    this.timers.cancel("retry");
    this.links.close();
    this.open("link");
  }

  open = (place: Place, transport?: Transport): void => void this.#open(place, transport);

  drop(asked: string, channel: string, problem: ProblemDocument): void {
    this.channels.delete(asked);
    this.host.told({ type: "ended", channel, problem });
  }

  set(state: PoolState): void {
    this.state = state;
    this.host.changed();
  }

  /** Loads what attends to the pool, however often that fails. */
  #attend(failures: number): void {
    const { host, timers } = this;
    const isOver = timers.stamp();
    void host.later.load().then(
      () => this.#attended(),
      () => {
        if (isOver()) return;
        timers.after("code", pauseAfter(failures, host.env.random, { leastMs: 500 }), () =>
          this.#attend(failures + 1),
        );
      },
    );
  }

  #attended(): Care | undefined {
    const { code } = this.host.later;
    return (this.#care ??= code?.careOf(this));
  }

  /** Something is missing on a link that looks well. */
  #reopen(): void {
    if (!this.isRunning || !this.links.link?.connection) return;
    this.host.meter.reconnected("hole");
    this.restart();
  }

  async #open(place: Place, transport = this.#bestTransport): Promise<void> {
    const { host, links } = this;
    const forced = this.#care?.takeForce() ?? false;
    const [isStopped, isLate] = [this.timers.stamp(), links.turn(place)];
    const isOver = (): boolean => isStopped() || isLate();
    try {
      const identity = await host.identify(forced);
      if (isOver()) return;
      if (!identity) return host.suspend("auth");
      const cursor = this.reception.cursor ?? commonest(this.channels.values());
      const replaces = place === "candidate" ? links.link?.connection?.connectionId : undefined;
      const asked: Asked = { transport, forced, cursor, replaces, channels: [...this.channels.keys()] };
      const open = await prepareLink(host, asked, identity);
      if (isOver()) return;
      const link = open(this.#handlers);
      links.put(place, link);
      this.#watchdog.opened(place, link);
      void link.ended.then((end) => this.#ended(link, end));
      this.expiresAt = identity.expiresAt;
    } catch (error) {
      const cause = reasonOf(error);
      if (!isOver()) this.#lost(cause, (care) => care.failed(place, cause));
    }
  }

  get #bestTransport(): Transport {
    const { ladder, sockets } = this.host;
    return ladder?.best ?? (sockets ? "socket" : "stream");
  }

  #connected(link: Link, data: ConnectedData, cursor: string | undefined): void {
    const { host } = this;
    const before = this.links.promote(link);
    if (before === false) return;
    const isPoll = data.mode === "poll";
    if (!isPoll || this.state.type !== "degraded") host.meter.connected();
    this.reception.begin(data, cursor, link.asked.cursor);
    this.set(isPoll ? { type: "degraded", transport: "poll" } : { type: "open" });
    this.#watchdog.look(this.links.link);
    this.#care?.connected(link, before);
  }

  #ended(link: Link, end: LinkEnd): void {
    const { links } = this;
    if (link === links.candidate) {
      links.takeCandidate();
      return this.#care?.candidateEnded(link, end);
    }
    if (link !== links.link) return;
    if (this.channels.size === 0) return this.stop();
    links.link = undefined;
    const candidate = links.takeCandidate();
    if (candidate && end.type !== "refused") links.link = candidate;
    else {
      candidate?.close();
      const cause = end.type === "failed" ? end.cause : "the connection broke off";
      this.#lost(cause, (care) => care.ended(link, end));
    }
  }

  #giveUp(link: Link, cause: string): void {
    if (link !== this.links.link) return;
    this.links.close();
    this.#lost(cause, (care) => care.failed("link", cause));
  }

  /** What follows is up to the pool's care. Where that cannot be loaded, it is tried again after a while. */
  #lost(cause: string, act: (care: Care) => void): void {
    const { host, timers } = this;
    const care = this.#attended();
    if (care) return act(care);
    const { env } = host;
    const isOver = timers.stamp();
    let isDone = false;
    const once = (what: () => void) => (): void => {
      if (isDone || isOver()) return;
      isDone = true;
      timers.cancel("retry");
      what();
    };
    const pause = once(() => {
      host.failed(new RealtimeError("connection", `Not connected: ${cause}.`));
      if (isOver()) return; // there is no network
      const ms = pauseAfter(this.#failures++, env.random, { firstMs: host.firstMs(), leastMs: 500 });
      this.set({ type: "reconnecting", attempt: this.#failures, retryAt: env.now() + ms, cause });
      timers.after("retry", ms, () => this.open("link"));
    });
    timers.after("retry", loadWithinMs, pause);
    void host.later.load().then(
      once(() => {
        const care = this.#attended();
        if (care) act(care);
      }),
      pause,
    );
  }
}
