import type { Environment, Siblings } from "../environment/environment.js";
import type { ConnectionState } from "../types/states.js";
import type { Told } from "../connection/told.js";
import { Standings } from "./standings.js";
import { isTabMessage, type TabMessage } from "./messages.js";

type Role = "leader" | "follower";

interface TabsDeps {
  readonly env: Pick<Environment, "after" | "now" | "page" | "random" | "uuid">;
  readonly siblings: Siblings;
  /** Pages with the same name share a connection: it holds the backend, the user and the version. */
  readonly name: string;
  /** Of this page. */
  wanted(): ReadonlyMap<string, string | undefined>;
  state(): ConnectionState;
  /** From now on this page has the connection, or has it no more. */
  lead(): void;
  follow(): void;
  /** From the leader. */
  told(told: Told): void;
  heard(state: ConnectionState): void;
  /** What the pages want together has changed. */
  wantedChanged(): void;
  wake(): void;
  signOut(): void;
}

const beatMs = 2000;
/** A leader that was silent for so long is frozen: a page that is looked at takes its place, ms. */
const frozenAfterMs = 6000;
const stealSpreadMs = 500;
/** A page that leads anew first hears what the others want, ms. */
const listenFirstMs = 30;
/** Pages that have not spoken for so long are gone, ms: a hidden page's timers run once a minute. */
const goneAfterMs = 180_000;

interface Sibling {
  readonly channels: ReadonlyMap<string, string | undefined>;
  readonly visible: boolean;
  readonly heardAt: number;
}

/**
 * One connection for all pages of a browser: the page that holds a lock leads, and tells the others what comes. The lock is free the
 * moment its page is gone; a frozen page keeps it, and loses it to one that is looked at.
 */
export class Tabs {
  readonly #id: string;
  #role: Role = "follower";
  readonly #standings = new Standings();
  /** Undefined once they have been heard. */
  #listening: (() => void) | undefined;
  readonly #siblings = new Map<string, Sibling>();
  #leader: string | undefined;
  #leaderHeardAt = 0;
  readonly #bus: ReturnType<Siblings["broadcast"]>;
  #release: (() => void) | undefined;
  #callOff: (() => void) | undefined;
  #timer: (() => void) | undefined;
  #closed = false;

  constructor(private readonly deps: TabsDeps) {
    const { env, name, siblings } = deps;
    this.#id = env.uuid();
    this.#bus = siblings.broadcast(name, (message) => {
      if (isTabMessage(message) && message.from !== this.#id && !this.#closed) this.#hear(message);
    });
    this.#leaderHeardAt = env.now();
  }

  get role(): Role {
    return this.#role;
  }

  /** It leads, and knows what the others want. */
  get hasConnection(): boolean {
    return this.#role === "leader" && !this.#listening;
  }

  /** Of this page, and where it leads of all others. The first position that is known of a channel counts. */
  get wanted(): ReadonlyMap<string, string | undefined> {
    const wanted = new Map(this.deps.wanted());
    for (const { channels } of this.#siblings.values())
      for (const [name, cursor] of channels) if (wanted.get(name) === undefined) wanted.set(name, cursor);
    return wanted;
  }

  get isAnyVisible(): boolean {
    return this.deps.env.page.isVisible() || [...this.#siblings.values()].some(({ visible }) => visible);
  }

  start(): void {
    this.#queue(false);
    this.say();
    this.#tick();
  }

  /** What this page wants, or whether it is looked at, has changed. */
  say(): void {
    const { deps } = this;
    if (this.#role !== "follower") return;
    this.#post({ type: "want", from: this.#id, channels: deps.wanted(), visible: deps.env.page.isVisible() });
  }

  /** Passes on what the connection tells. */
  tell(told: Told, to?: string): void {
    if (this.#role !== "leader") return;
    if (to === undefined) this.#standings.note(told);
    if (this.#siblings.size > 0) this.#post({ type: "told", from: this.#id, to, told });
  }

  beat(): void {
    if (this.#role === "leader") this.#post({ type: "beat", from: this.#id, state: this.deps.state() });
  }

  wake(): void {
    if (this.#role === "follower") this.#post({ type: "wake", from: this.#id });
  }

  signOut(): void {
    this.#post({ type: "sign_out", from: this.#id });
  }

  /** The page goes, for now (into the browser's cache of pages) or for good. */
  leave(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.();
    this.#listening?.();
    this.#post({ type: "bye", from: this.#id });
    this.#callOff?.();
    this.#release?.();
    this.#bus.close();
  }

  #queue(steal: boolean): void {
    const { siblings, name } = this.deps;
    this.#callOff?.();
    this.#callOff = siblings.lock(
      name,
      { steal },
      (release) => {
        if (this.#closed) return release();
        this.#release = release;
        this.#becomeLeader();
      },
      () => this.#stepDown(),
    );
  }

  #becomeLeader(): void {
    this.#role = "leader";
    this.#leader = this.#id;
    this.#siblings.clear();
    this.#standings.clear();
    this.#post({ type: "lead", from: this.#id });
    this.#listening = this.deps.env.after(listenFirstMs, () => {
      this.#listening = undefined;
      this.deps.lead();
    });
    this.beat();
  }

  /** While this page was frozen another one has taken its place. */
  #stepDown(): void {
    if (this.#closed) return;
    this.#listening?.();
    this.#release = this.#listening = undefined;
    this.#role = "follower";
    this.#leaderHeardAt = this.deps.env.now();
    this.#siblings.clear();
    this.deps.follow();
    this.#queue(false);
    this.say();
  }

  #tick(): void {
    const { env } = this.deps;
    const now = env.now();
    // Followers look soon after a leader has been silent for too long, and not all at once.
    const left = this.#leaderHeardAt + frozenAfterMs - now + 1 + env.random() * stealSpreadMs;
    const isFollower = this.#role === "follower";
    this.#timer = env.after(isFollower && left > 0 ? Math.min(beatMs, left) : beatMs, () => this.#tick());
    if (!isFollower) {
      this.beat();
      for (const [id, { heardAt }] of this.#siblings) if (now - heardAt > goneAfterMs) this.#lose(id);
      return;
    }
    this.say();
    if (now - this.#leaderHeardAt <= frozenAfterMs || !env.page.isVisible()) return;
    this.#leaderHeardAt = now;
    this.#queue(true);
  }

  #hear(message: TabMessage): void {
    const { deps } = this;
    switch (message.type) {
      case "lead":
        this.#leader = message.from;
        this.#leaderHeardAt = deps.env.now();
        return this.say();
      case "beat":
        this.#leaderHeardAt = deps.env.now();
        if (this.#leader !== message.from) {
          this.#leader = message.from;
          this.say();
        }
        if (this.#role === "follower") deps.heard(message.state);
        return;
      case "told":
        if (message.to !== undefined && message.to !== this.#id) return;
        if (this.#role === "follower") deps.told(message.told);
        return;
      case "want": {
        if (this.#role !== "leader") return;
        const { channels, visible } = message;
        const before = this.#siblings.get(message.from);
        this.#siblings.set(message.from, { channels, visible, heardAt: deps.env.now() });
        const added = [...channels.keys()].filter((name) => !before?.channels.has(name));
        this.#greet(message.from, added);
        if (!before) this.beat();
        return deps.wantedChanged();
      }
      case "bye":
        return this.#lose(message.from);
      case "wake":
        if (this.#role === "leader") deps.wake();
        return;
      case "sign_out":
        return deps.signOut();
    }
  }

  /** Another page wants these channels, which may be open already. */
  #greet(page: string, channels: readonly string[]): void {
    for (const asked of channels) {
      const start = this.#standings.startOf(asked);
      if (start) this.tell(start, page);
    }
  }

  #lose(id: string): void {
    if (this.#siblings.delete(id)) this.deps.wantedChanged();
  }

  #post(message: TabMessage): void {
    this.#bus.post(message);
  }
}
