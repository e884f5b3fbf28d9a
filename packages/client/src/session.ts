import { Connection, type ConnectionDeps } from "./connection/connection.js";
import type { Told } from "./connection/told.js";
import type { Siblings } from "./environment/environment.js";
import type { Delivery } from "./delivery/delivery.js";
import type { Publish } from "./stream/link.js";
import type { Tabs } from "./tabs/tabs.js";
import type { RealtimeError } from "./types/errors.js";
import type { ConnectionState, SuspendedReason } from "./types/states.js";

export interface SessionDeps extends Omit<ConnectionDeps, "channelsPerPool" | "told"> {
  readonly delivery: Delivery;
  /** Names what pages share: the backend and the user. */
  readonly owner: string;
  readonly tabs: boolean;
  /** Why the connection shall rest. */
  gates(): readonly SuspendedReason[];
  changed(): void;
  suspend(reason: SuspendedReason, error?: RealtimeError): void;
  wake(): void;
  signOut(): void;
}

const channelsPerStream = 16;
/** The cursor of a stream that a ticket opened also holds its secret. */
const channelsPerTicket = 13;

/** One user's time on this page: the connection, or a part in another page's. */
export class Session {
  readonly #connection: Connection;
  /** Undefined where this page is by itself. */
  #tabs: Tabs | undefined;
  #isBegun = false;
  #isOver = false;
  #heard: ConnectionState = { type: "connecting" };

  constructor(private readonly deps: SessionDeps) {
    this.#connection = new Connection({
      ...deps,
      channelsPerPool: deps.ticket ? channelsPerTicket : channelsPerStream,
      told: (told) => this.#told(told),
      changed: () => {
        this.#tabs?.beat();
        deps.changed();
      },
    });
  }

  get state(): ConnectionState {
    if (this.#tabs?.role === "follower") return this.#heard;
    const [reason] = this.deps.gates();
    return reason === undefined ? this.#connection.state : { type: "suspended", reason };
  }

  /** Undefined where this page has no socket open. */
  get publish(): Publish | undefined {
    return this.#hasConnection ? this.#connection.publish : undefined;
  }

  get isAnyVisible(): boolean {
    return this.#tabs ? this.#tabs.isAnyVisible : this.deps.env.page.isVisible();
  }

  get #hasConnection(): boolean {
    return this.#isBegun && this.#tabs?.hasConnection !== false;
  }

  start(): void {
    const { env, tabs } = this.deps;
    const begin = (): void => {
      this.#isBegun = true;
      if (this.#tabs) this.#tabs.start();
      else this.update();
    };
    if (!tabs || !env.siblings) return begin();
    const together = Promise.all([env.parts.tabs(), env.siblings()]).then(([{ Tabs }, siblings]) => {
      if (!this.#isOver) this.#tabs = this.#join(Tabs, siblings);
    });
    // What cannot be loaded is not needed: this page has a connection of its own then.
    void together.catch(() => undefined).then(() => (this.#isOver ? undefined : begin()));
  }

  /** What this page wants has changed, or whether it is looked at, or why the connection should rest. */
  update(): void {
    this.#tabs?.say();
    if (!this.#hasConnection) return;
    this.#want();
    if (this.deps.gates().length > 0) this.#connection.pause();
    else this.#connection.resume();
    this.#tabs?.beat();
  }

  /** `anew`: the network may be another one, or the app has asked for it. */
  awaken(anew = false): void {
    this.#tabs?.wake();
    this.#connection.awaken(anew);
  }

  tellSignOut(): void {
    this.#tabs?.signOut();
  }

  end(): void {
    this.#isOver = true;
    this.#tabs?.leave();
    this.#connection.close();
  }

  #join(Together: typeof Tabs, siblings: Siblings): Tabs {
    const { deps } = this;
    return new Together({
      ...{ env: deps.env, siblings },
      name: `firecast:1:${deps.owner}`,
      wanted: () => deps.delivery.wanted,
      state: () => this.state,
      lead: () => this.update(),
      follow: () => {
        this.#connection.pause();
        deps.changed();
      },
      told: (told) => deps.delivery.take(told),
      heard: (state) => {
        this.#heard = state;
        deps.changed();
      },
      wantedChanged: () => this.#want(),
      wake: deps.wake,
      signOut: deps.signOut,
    });
  }

  #want(): void {
    if (this.#hasConnection) this.#connection.want(this.#tabs?.wanted ?? this.deps.delivery.wanted);
  }

  #told(told: Told): void {
    this.#tabs?.tell(told);
    this.deps.delivery.take(told);
  }
}
