import type { PoolHost, PoolState } from "../connection/host.js";
import type { Links, Place } from "../connection/links.js";
import type { Reception } from "../connection/reception.js";
import type { Timers } from "../connection/timers.js";
import type { Shared } from "../environment/shared.js";
import type { ShortRequests } from "../requests/shortRequests.js";
import type { Link, LinkEnd, Transport } from "../stream/link.js";
import type { ProblemDocument } from "../types/errors.js";
import { Comeback } from "./comeback.js";
import { decideNext, type Next } from "./decide.js";
import { Ladder } from "./ladder.js";
import { renewAfter } from "./renewal.js";

/** What a pool is to its care. */
export interface Attended {
  readonly host: PoolHost;
  readonly channels: Map<string, string | undefined>;
  readonly timers: Timers;
  readonly reception: Reception;
  readonly links: Links;
  readonly state: PoolState;
  readonly isRunning: boolean;
  /** The first cap of pauses, as the server's `retry:` says; undefined: it has not said. */
  readonly retryMs: number | undefined;
  /** Of the token that the last link was opened with, ms since the epoch. */
  readonly expiresAt: number | undefined;
  open(place: Place, transport?: Transport): void;
  /** Opens a link in place of the present one, which ends. */
  restart(): void;
  update(): void;
  stop(): void;
  set(state: PoolState): void;
  drop(asked: string, channel: string, problem: ProblemDocument): void;
}

/** A connection that lived so long was none of those that fail, ms. */
const provenAfterMs = 10_000;

/** Renews the links of a pool before their tokens end, and says how it comes back when one has ended. */
export class Care {
  readonly #comeback: Comeback;
  readonly #ladder: Ladder;

  constructor(
    private readonly pool: Attended,
    private readonly shared: Shared,
    requests: ShortRequests,
  ) {
    const { host } = pool;
    this.#ladder = host.ladder ??= new Ladder(host.env.now, host.sockets);
    this.#comeback = new Comeback(pool, this.#ladder, requests, shared);
    // What was opened before this code was there.
    const { link } = pool.links;
    if (link?.connection) this.connected(link, undefined);
  }

  /** Whether the next token has to be a new one; it is asked for once. */
  takeForce(): boolean {
    const { force } = this.#comeback;
    this.#comeback.force = false;
    return force;
  }

  stopped(): void {
    this.#comeback.stop();
  }

  /** Ends a pause soon. False: there is none. */
  hurry(): boolean {
    return this.#comeback.hurry();
  }

  /** `before`: the link that it has taken the place of. */
  connected({ asked, connection }: Link, before: Link | undefined): void {
    const { pool } = this;
    const { host, timers } = pool;
    // What brought nothing while another way beside it was answered is held back.
    if (before && !before.connection && before.asked.transport !== asked.transport)
      this.#ladder.leave(before.asked.transport);
    this.#ladder.connected(asked.transport);
    timers.after("proven", provenAfterMs, () => this.#comeback.proven());
    if (pool.expiresAt !== undefined) {
      const ms = renewAfter(pool.expiresAt, host.meter.serverNow(), host.env.random);
      timers.after("renewal", ms, () => this.#renew());
    }
    this.climbLater();
    // Channels have come or gone while the link was opened.
    if (connection?.mode !== "poll" && !isSame(pool.channels, asked.channels)) pool.open("candidate");
  }

  ended(link: Link, end: LinkEnd): void {
    this.#comeback.follow(decideNext(end, link));
  }

  /** A link could not be opened. */
  failed(place: Place, cause: string): void {
    // A token that cannot be had now does not end the link that is open.
    if (place === "candidate") this.#tryCandidateAgain();
    else this.#comeback.follow({ type: "pause", cause });
  }

  /** The present link goes on; what it lacks is tried again. A refused channel has to be named first. */
  candidateEnded({ asked }: Link, end: LinkEnd): void {
    if (end.type === "closed") return;
    if (asked.transport === "socket" && end.type === "failed") {
      this.#ladder.leave("socket");
      this.climbLater();
    } else if (end.type === "refused" && end.status < 429 && end.status !== 401) this.pool.restart();
    else this.#tryCandidateAgain();
  }

  /** A new token, and a link that is opened with it before the present one ends. */
  #renew(): void {
    this.#comeback.force = true;
    if (this.pool.state.type === "open") this.pool.open("candidate");
  }

  /** Nothing has come of it: it is to be asked for in another way. */
  unheard(link: Link): void {
    const { links, open } = this.pool;
    const { transport } = link.asked;
    if (link !== links.link || links.candidate || transport === "poll") return;
    if (transport === "stream") return open("candidate", "poll");
    this.#leave({ type: "step_down", from: transport });
  }

  /** Its request was never answered. */
  unanswered(link: Link): void {
    const { links } = this.pool;
    if (link === links.candidate) {
      links.takeCandidate()?.close();
      this.#tryCandidateAgain();
    } else if (link === links.link) this.#leave({ type: "pause", cause: "no answer" });
  }

  silent(link: Link): void {
    const exactMs = Math.round(this.pool.host.env.random() * 500);
    if (link === this.pool.links.link) this.#leave({ type: "again", exactMs, cause: "silence" });
  }

  #leave(next: Next): void {
    this.pool.links.close();
    this.#comeback.follow(next);
  }

  #tryCandidateAgain(): void {
    const { timers, host } = this.pool;
    this.#comeback.force = true;
    const ms = this.shared.pauseAfter(2, host.env.random, { leastMs: 1000 });
    timers.after("candidate", ms, () => this.pool.update());
  }

  /** Where sockets are wanted, one is tried beside a stream. */
  climbLater(): void {
    const { links, timers } = this.pool;
    const ms = links.link && this.#ladder.climbsAfter(links.link.asked.transport);
    if (ms !== undefined) timers.after("climb", ms, () => this.pool.update());
  }
}

/** Whether both have the same names. */
const isSame = (a: ReadonlyMap<string, unknown>, b: readonly string[]): boolean =>
  a.size === b.length && b.every((name) => a.has(name));
