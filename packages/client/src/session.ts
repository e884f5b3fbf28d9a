import { Connection } from "./connection/connection.js";
import type { Request } from "./connection/history.js";
import type { Meter } from "./connection/meter.js";
import type { Told } from "./connection/told.js";
import type { Identity } from "./connection/tokens.js";
import type { Delivery } from "./delivery/delivery.js";
import type { Environment } from "./environment/environment.js";
import { Tabs } from "./tabs/tabs.js";
import type { RealtimeError } from "./types/errors.js";
import type { ConnectionState, SuspendedReason } from "./types/states.js";

export interface SessionDeps {
  readonly env: Environment;
  readonly meter: Meter;
  readonly delivery: Delivery;
  readonly request: Request;
  readonly streamUrl: string;
  readonly ticket: boolean;
  readonly maxAttempts: number;
  /** Names what pages share: the backend and the user. */
  readonly owner: string;
  readonly tabs: boolean;
  identify(force: boolean): Promise<Identity | null>;
  /** Why the connection shall rest. */
  gates(): ReadonlySet<SuspendedReason>;
  changed(): void;
  suspend(reason: SuspendedReason, error?: RealtimeError): void;
  failed(error: RealtimeError): void;
  wake(): void;
  signOut(): void;
}

const channelsPerStream = 16;
/** The cursor of a stream that a ticket opened also holds its secret. */
const channelsPerTicket = 13;
/** A page that leads anew first hears what the others want, ms. */
const listenFirstMs = 30;

interface KnownChannel {
  readonly channel: string;
  readonly keyed: boolean;
  seq: number;
  cursor: string | undefined;
}

/** One user's time on this page: the connection, or a part in another page's. */
export class Session {
  private readonly connection: Connection;
  private readonly tabs: Tabs;
  /** Where the channels of the connection stand, by the names they are asked for. */
  private readonly known = new Map<string, KnownChannel>();
  private readonly askedAs = new Map<string, string>();
  private heard: ConnectionState = { type: "connecting" };
  private listening = false;

  constructor(private readonly deps: SessionDeps) {
    const { env } = deps;
    this.connection = new Connection({
      ...deps,
      channelsPerPool: deps.ticket ? channelsPerTicket : channelsPerStream,
      told: (told) => this.told(told),
      changed: () => this.changed(),
    });
    this.tabs = new Tabs({
      env: deps.tabs ? env : { ...env, siblings: undefined },
      name: `firecast:1:${deps.owner}`,
      wanted: () => deps.delivery.wanted,
      state: () => this.state,
      lead: () => this.lead(),
      follow: () => {
        this.connection.pause();
        deps.changed();
      },
      told: (told) => deps.delivery.take(told),
      heard: (state) => {
        this.heard = state;
        deps.changed();
      },
      wantedChanged: () => this.want(),
      greet: (page, channels) => this.greet(page, channels),
      wake: deps.wake,
      signOut: deps.signOut,
    });
  }

  get state(): ConnectionState {
    if (this.tabs.role === "follower") return this.heard;
    const [reason] = this.deps.gates();
    return reason === undefined ? this.connection.state : { type: "suspended", reason };
  }

  get isAnyVisible(): boolean {
    return this.tabs.isAnyVisible;
  }

  start(): void {
    this.tabs.start();
  }

  /** What this page wants has changed, or whether it is looked at, or why the connection should rest. */
  update(): void {
    this.tabs.say();
    this.want();
    if (this.tabs.role === "follower" || this.listening) return;
    if (this.deps.gates().size > 0) this.connection.pause();
    else this.connection.resume();
    this.tabs.beat();
  }

  awaken(): void {
    this.tabs.wake();
    this.connection.awaken();
  }

  tellSignOut(): void {
    this.tabs.signOut();
  }

  /** `forget`: its user is gone. */
  end(): void {
    this.tabs.leave();
    this.connection.close();
  }

  private lead(): void {
    this.known.clear();
    const begin = (): void => {
      this.listening = false;
      if (this.tabs.role !== "follower") this.update();
    };
    if (this.tabs.role === "alone") return begin();
    this.listening = true;
    this.deps.env.after(listenFirstMs, begin);
  }

  private want(): void {
    if (this.tabs.role !== "follower" && !this.listening) this.connection.want(this.tabs.wanted);
  }

  private changed(): void {
    this.tabs.beat();
    this.deps.changed();
  }

  private told(told: Told): void {
    this.note(told);
    this.tabs.tell(told);
    this.deps.delivery.take(told);
  }

  private note(told: Told): void {
    if (told.type === "start") {
      const { asked, channel, keyed, start, from, head, cursor } = told;
      this.askedAs.set(channel, asked);
      this.known.set(asked, { channel, keyed, cursor, seq: start === "resumed" ? from : head });
    }
    if (told.type === "reset") this.move(told.channel, told.head, told.cursor);
    if (told.type === "ended") this.known.delete(this.askedAs.get(told.channel) ?? told.channel);
    if (told.type === "events")
      for (const { channel, seq } of told.events) if (seq !== undefined) this.move(channel, seq, told.cursor);
  }

  private move(channel: string, seq: number, cursor: string | undefined): void {
    const known = this.known.get(this.askedAs.get(channel) ?? channel);
    if (!known) return;
    known.seq = seq;
    known.cursor = cursor ?? known.cursor;
  }

  /** A page that comes later joins channels that are open already. */
  private greet(page: string, channels: readonly string[]): void {
    for (const asked of channels) {
      const known = this.known.get(asked);
      if (!known) continue;
      const { channel, keyed, seq, cursor } = known;
      const at = { start: "live", from: seq, head: seq, sent: undefined } as const;
      this.tabs.tell({ type: "start", asked, channel, keyed, cursor, ...at }, page);
    }
  }
}
