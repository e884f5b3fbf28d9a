import { pauseAfter } from "./connection/backoff.js";
import { Meter } from "./connection/meter.js";
import { type Identity, tokenSource } from "./connection/tokens.js";
import { Delivery } from "./delivery/delivery.js";
import type { Handler, Reader } from "./delivery/reader.js";
import type { Environment } from "./environment/environment.js";
import { environmentHere } from "./environment/here.js";
import { channelNamed } from "./names.js";
import type { Realtime } from "./realtime.js";
import { requester, sendEvent } from "./requests.js";
import { Session } from "./session.js";
import { RealtimeError } from "./types/errors.js";
import type { RealtimeOptions, SubscribeOptions } from "./types/options.js";
import type { ConnectionState, SuspendedReason } from "./types/states.js";

/** A subscription, whoever is signed in. */
interface Entry {
  /** As the application has named them; undefined: all. */
  readonly names: readonly string[] | undefined;
  readonly handler: Handler;
  readonly options: SubscribeOptions;
  reader?: Reader;
}

/** The end of these is up to the application. */
const givenReasons: readonly SuspendedReason[] = ["disabled", "disconnected"];
/** Which of several reasons is told. */
const priority: readonly SuspendedReason[] = [
  ...givenReasons,
  ...(["auth", "offline", "elsewhere", "attempts", "hidden"] as const),
];

const idle: ConnectionState = { type: "idle" };
const closed: ConnectionState = { type: "closed" };

/** Channels of a Firecast backend. Nothing is opened before the first subscription. */
export function createRealtime(
  options: RealtimeOptions = {},
  env: Environment = environmentHere(),
): Realtime {
  return new Client(options, env);
}

class Client implements Realtime {
  private readonly entries = new Set<Entry>();
  private readonly gates = new Set<SuspendedReason>();
  private readonly stateListeners = new Set<(state: ConnectionState) => void>();
  private readonly errorListeners = new Set<(error: RealtimeError) => void>();
  private readonly tokens: ReturnType<typeof tokenSource>;
  private readonly meter: Meter;
  private readonly delivery: Delivery;
  private readonly leavePage: (() => void)[];
  private readonly url: string;
  private session: Session | undefined;
  private owner: string | undefined;
  private beginning = false;
  private beginningState: ConnectionState = { type: "connecting" };
  /** Grows when the user goes. */
  private era = 0;
  private refusedToken: string | undefined;
  private hiding: (() => void) | undefined;
  private isClosed = false;
  private current: ConnectionState = idle;
  uid: string | undefined;

  constructor(
    private readonly options: RealtimeOptions,
    private readonly env: Environment,
  ) {
    // Hooks hand these on by themselves.
    this.subscribe = this.subscribe.bind(this);
    this.send = this.send.bind(this);
    this.url = baseOf(options.url ?? env.origin);
    this.tokens = tokenSource(options.getToken);
    this.meter = new Meter(env);
    if (options.enabled === false) this.gates.add("disabled");
    if (!env.page.isOnline()) this.gates.add("offline");
    this.delivery = new Delivery({
      env,
      meter: this.meter,
      request: this.request,
      historySize: options.historySize ?? 100,
      validate: options.validate,
      failed: (error) => this.failed(error),
      wantedChanged: () => this.update(),
    });
    const { page } = env;
    this.leavePage = [
      page.on("visible", () => this.looked()),
      page.on("hidden", () => this.hidden()),
      page.on("online", () => this.open("offline")),
      page.on("offline", () => this.suspend("offline")),
      page.on("pagehide", () => this.pageGoes()),
      page.on("pageshow", () => this.looked()),
    ];
  }

  get state(): ConnectionState {
    return this.current;
  }

  subscribe(
    channels: string | readonly string[],
    handler: Handler,
    options: SubscribeOptions = {},
  ): { channels: readonly string[]; unsubscribe(): void } {
    const names =
      typeof channels !== "string" ? [...new Set(channels)] : channels === "*" ? undefined : [channels];
    const entry: Entry = { names, handler, options };
    this.entries.add(entry);
    if (this.session) this.attach(entry);
    else this.begin();
    const { delivery, entries } = this;
    return {
      get channels() {
        return entry.reader?.channels ?? names ?? [];
      },
      unsubscribe: () => {
        entries.delete(entry);
        if (entry.reader) delivery.unsubscribe(entry.reader);
      },
    };
  }

  send(channel: string, event: { type: string; data: unknown }, options = {}) {
    const publication = { channel: this.named(channel), type: event.type, data: event.data };
    return sendEvent({ env: this.env, request: this.request }, publication, options);
  }

  readonly request = (path: string, init?: RequestInit): Promise<Response> =>
    requester({ env: this.env, url: this.url, identify: (force) => this.identify(force) })(path, init);

  connect(): void {
    this.refusedToken = undefined;
    for (const reason of [...this.gates])
      if (reason !== "disabled" && reason !== "offline") this.gates.delete(reason);
    this.begin();
    this.update();
    this.session?.awaken();
  }

  disconnect(): void {
    this.suspend("disconnected");
    this.endSession();
  }

  setEnabled(enabled: boolean): void {
    if (enabled) return this.open("disabled");
    this.suspend("disabled");
    this.endSession();
  }

  signOut(): void {
    this.session?.tellSignOut();
    this.forgetUser();
    this.suspend("auth");
  }

  close(): void {
    if (this.isClosed) return;
    this.delivery.persist();
    this.isClosed = true;
    this.endSession();
    for (const leave of this.leavePage) leave();
    for (const { reader } of this.entries) if (reader) this.delivery.unsubscribe(reader);
    this.entries.clear();
    this.publish();
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  onError(listener: (error: RealtimeError) => void): () => void {
    this.errorListeners.add(listener);
    return () => this.errorListeners.delete(listener);
  }

  recent(channel?: string) {
    return this.delivery.recent(channel && this.named(channel));
  }

  serverNow(): number {
    return this.meter.serverNow();
  }

  monitor() {
    return this.meter.figures();
  }

  /** Starts the user's time on this page, once something is wanted and nothing stands against it. */
  private begin(): void {
    const isWanted = this.entries.size > 0 && !this.isClosed;
    if (
      !isWanted ||
      this.session ||
      this.beginning ||
      givenReasons.some((reason) => this.gates.has(reason))
    ) {
      this.publish();
      return;
    }
    this.beginning = true;
    this.beginningState = { type: "connecting" };
    this.publish();
    void this.identifyFirst(this.era, 0);
  }

  private async identifyFirst(era: number, failures: number): Promise<void> {
    try {
      const identity = await this.tokens.get(false);
      if (era !== this.era) return;
      this.beginning = false;
      if (identity) this.beginSession(identity);
      else this.suspend("auth");
    } catch (cause) {
      if (era !== this.era) return;
      this.failed(new RealtimeError("connection", "The token could not be fetched.", { cause }));
      const ms = pauseAfter(failures, this.env.random);
      const retryAt = this.env.now() + ms;
      this.beginningState = { type: "reconnecting", attempt: failures + 1, retryAt, cause: "token" };
      this.publish();
      this.env.after(ms, () => {
        if (era === this.era) void this.identifyFirst(era, failures + 1);
      });
    }
  }

  private beginSession({ uid }: Identity): void {
    if (this.isClosed || givenReasons.some((reason) => this.gates.has(reason))) return;
    const { env, options, meter, delivery } = this;
    const owner = `${this.url}:${uid ?? ""}`;
    if (this.owner !== undefined && this.owner !== owner) this.dropUser();
    const isNew = this.owner === undefined;
    this.owner = owner;
    this.uid = uid;
    if (isNew) delivery.begin(owner);
    this.session = new Session({
      ...{ env, meter, delivery, owner, request: this.request },
      streamUrl: baseOf(options.streamUrl ?? this.url),
      ticket: options.auth === "ticket" && options.getToken !== undefined,
      maxAttempts: options.maxAttempts ?? Infinity,
      tabs: options.tabs ?? true,
      identify: (force) => this.identify(force),
      gates: () => this.ordered(),
      changed: () => this.publish(),
      suspend: (reason, error) => this.suspend(reason, error),
      failed: (error) => this.failed(error),
      wake: () => this.looked(),
      signOut: () => {
        this.forgetUser();
        this.suspend("auth");
      },
    });
    for (const entry of this.entries) if (!entry.reader) this.attach(entry);
    this.session.start();
    if (!env.page.isVisible()) this.hidden();
    this.publish();
  }

  private attach(entry: Entry): void {
    const names = entry.names?.map((name) => this.named(name));
    entry.reader = this.delivery.subscribe(names, entry.handler, entry.options);
  }

  private named(name: string): string {
    return channelNamed(name, this.uid, this.options.aliases);
  }

  /** Null also where somebody else is signed in than before: then all begins anew. */
  private async identify(force: boolean): Promise<Identity | null> {
    const { era } = this;
    const identity = await this.tokens.get(force);
    if (era !== this.era) return null;
    if (identity?.token !== undefined && identity.token === this.refusedToken) return null;
    const isSame =
      !identity || this.owner === undefined || this.owner === `${this.url}:${identity.uid ?? ""}`;
    if (isSame) return identity;
    this.forgetUser();
    this.begin();
    return null;
  }

  private forgetUser(): void {
    this.era++;
    this.beginning = false;
    this.endSession();
    this.dropUser();
  }

  private dropUser(): void {
    this.delivery.forget();
    for (const entry of this.entries) {
      if (entry.reader) this.delivery.unsubscribe(entry.reader);
      delete entry.reader;
    }
    this.owner = this.uid = undefined;
  }

  private endSession(): void {
    this.delivery.persist();
    this.era++;
    this.beginning = false;
    this.session?.end();
    this.session = undefined;
    this.publish();
  }

  private suspend(reason: SuspendedReason, error?: RealtimeError): void {
    if (error) this.failed(error);
    this.gates.add(reason);
    this.update();
  }

  private open(reason: SuspendedReason): void {
    this.gates.delete(reason);
    this.begin();
    this.update();
    this.session?.awaken();
  }

  private looked(): void {
    this.hiding?.();
    this.hiding = undefined;
    this.gates.delete("hidden");
    this.gates.delete("elsewhere");
    if (this.gates.has("auth")) void this.tryAnotherToken();
    this.begin();
    this.update();
    this.session?.awaken();
  }

  private async tryAnotherToken(): Promise<void> {
    const { era } = this;
    const identity = await this.tokens.get(false).catch(() => null);
    if (era !== this.era || !identity || identity.token === this.refusedToken) return;
    this.gates.delete("auth");
    this.begin();
    this.update();
  }

  private hidden(): void {
    this.delivery.persist();
    this.session?.update();
    const ms = this.options.hiddenAfterMs ?? 300_000;
    if (ms <= 0) return;
    this.hiding?.();
    this.hiding = this.env.after(ms, () => {
      this.hiding = undefined;
      if (this.env.page.isVisible()) return;
      // Another page of the browser may be looked at: then this one goes on, and asks again.
      if (this.session?.isAnyVisible) this.hidden();
      else this.suspend("hidden");
    });
  }

  /** It may come back out of the browser's cache: it must hold neither lock nor stream there. */
  private pageGoes(): void {
    this.endSession();
  }

  private update(): void {
    this.session?.update();
    this.publish();
  }

  private ordered(): ReadonlySet<SuspendedReason> {
    return new Set(priority.filter((reason) => this.gates.has(reason)));
  }

  private publish(): void {
    const next = this.stateNow();
    if (isSameState(this.current, next)) return;
    this.current = next;
    if (this.options.debug) this.env.log("state", next);
    for (const listener of [...this.stateListeners]) this.guard(() => listener(next));
  }

  private stateNow(): ConnectionState {
    if (this.isClosed) return closed;
    const [reason] = this.ordered();
    if (this.entries.size === 0)
      return reason === undefined || reason === "offline" ? idle : { type: "suspended", reason };
    if (reason !== undefined) return { type: "suspended", reason };
    if (!this.session) return this.beginning ? this.beginningState : idle;
    const { state } = this.session;
    return state.type === "idle" ? { type: "connecting" } : state;
  }

  private failed(error: RealtimeError): void {
    this.meter.failed();
    if (error.code === "unauthenticated") void this.rememberRefusal();
    if (this.options.debug) this.env.log("error", error.code, error.message, error.channel ?? "");
    for (const listener of [...this.errorListeners]) this.guard(() => listener(error));
  }

  private async rememberRefusal(): Promise<void> {
    const identity = await this.tokens.get(false).catch(() => null);
    this.refusedToken = identity?.token;
  }

  /** A listener that throws harms no other. */
  private guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.env.log("A listener threw.", error);
    }
  }
}

function isSameState(a: ConnectionState, b: ConnectionState): boolean {
  return a.type === b.type && JSON.stringify(a) === JSON.stringify(b);
}

/** Routes are named with their `/api`. */
const baseOf = (url: string): string => url.replace(/\/+$/, "").replace(/\/api$/, "");
