import { Meter } from "../connection/meter.js";
import type { Identity } from "../connection/tokens.js";
import { Delivery } from "../delivery/delivery.js";
import type { Handler } from "../delivery/reader.js";
import type { Environment } from "../environment/environment.js";
import { type Part, partOf } from "../environment/parts.js";
import type { Later } from "../later/later.js";
import { Listeners } from "../listeners.js";
import { channelNamed } from "../names.js";
import type { Realtime } from "../realtime.js";
import { requester } from "../requests/requester.js";
import type { RealtimeError } from "../types/errors.js";
import type { RealtimeOptions, SubscribeOptions } from "../types/options.js";
import type { ConnectionState, SuspendedReason } from "../types/states.js";
import { baseOf } from "./baseOf.js";
import { Entries } from "./entries.js";
import type { Entry } from "./entry.js";
import { Gates } from "./gates.js";
import { Hiding } from "./hiding.js";
import { Network } from "./network.js";
import { onPage } from "./onPage.js";
import { Paces } from "./paces.js";
import { CurrentUser } from "./user.js";

/** What `createRealtime` returns: the subscriptions of a page, which outlive a change of its user, and when there is a connection for them. */
export class Client implements Realtime {
  readonly #entries: Entries;
  readonly #gates = new Gates();
  readonly #paces = new Paces();
  readonly #states: Listeners<ConnectionState>;
  readonly #errors: Listeners<RealtimeError>;
  readonly #meter: Meter;
  readonly #delivery: Delivery;
  readonly #user: CurrentUser;
  readonly #leavePage: () => void;
  readonly #hiding: Hiding;
  readonly #network: Network;
  readonly #later: Part<Later>;
  readonly #debug: Environment["log"] | undefined;
  #isClosed = false;
  #current: ConnectionState = { type: "idle" };
  readonly url: string;
  readonly request: Realtime["request"];
  readonly recent: Realtime["recent"] = (channel) => this.#delivery.recent(channel && this.#named(channel));
  readonly serverNow = (): number => this.#meter.serverNow();
  readonly monitor: Realtime["monitor"] = () => this.#meter.figures();
  readonly pace: Realtime["pace"] = (firstMs) => this.#paces.ask(firstMs);
  readonly identify: Realtime["identify"] = () => this.#user.ask();
  readonly onState: Realtime["onState"] = (listener) => this.#states.add(() => listener(this.#current));
  readonly onError: Realtime["onError"] = (listener) => this.#errors.add(listener);

  constructor(
    private readonly options: RealtimeOptions,
    private readonly env: Environment,
  ) {
    // Hooks hand these on by themselves.
    this.subscribe = this.subscribe.bind(this);
    this.send = this.send.bind(this);
    const url = (this.url = baseOf(options.url ?? "") || env.origin);
    this.#debug = options.debug ? env.log : undefined;
    this.#states = new Listeners(env.log);
    this.#errors = new Listeners(env.log);
    this.#meter = new Meter(env);
    const streamUrl = baseOf(options.streamUrl ?? url);
    const identify = (force: boolean): Promise<Identity | null> => this.#user.identify(force);
    const later = (this.#later = partOf(env.parts.later));
    this.request = requester({ env, url, identify });
    const failed = (error: RealtimeError): void => this.#failed(error);
    const common = { later, meter: this.#meter, request: this.request, env, failed };
    this.#delivery = new Delivery({
      ...common,
      readState: async (channel, isAgain) =>
        (await later.load()).readSnapshot({ env, streamUrl, identify }, channel, isAgain),
      pinged: () => this.#debug?.("ping"),
      historySize: options.historySize ?? 100,
      validate: options.validate,
      wantedChanged: () => this.#update(),
    });
    this.#entries = new Entries({
      ...{ env, delivery: this.#delivery },
      named: (name) => this.#named(name),
      isBegun: () => this.#user.session !== undefined,
    });
    this.#user = new CurrentUser({
      ...{ ...common, options, url, streamUrl, delivery: this.#delivery, gates: this.#gates },
      isWanted: () => this.#entries.size > 0 && !this.#isClosed && !this.#gates.isUnwanted,
      ready: () => this.#entries.ready(),
      known: () => this.#entries.attachAll(),
      firstMs: () => this.#paces.shortestMs,
      gone: () => this.#entries.detachAll(),
      changed: (isTold) => this.#publish(isTold),
      suspend: (reason, error) => this.#suspend(reason, error),
      looked: () => this.#looked(),
      hidden: () => this.#hidden(),
    });
    this.#hiding = new Hiding({
      env,
      afterMs: options.hiddenAfterMs ?? 300_000,
      isAnyVisible: () => this.#user.session?.isAnyVisible ?? false,
      letGo: () => this.#suspend("hidden"),
    });
    if (options.enabled === false) this.#gates.close("disabled");
    this.#network = new Network(env.page);
    this.#leavePage = onPage(env.page, [
      ["visible", () => this.#looked()],
      ["hidden", () => this.#hidden()],
      ["online", () => this.#open("offline")],
      ["offline", () => this.#suspend("offline")],
      // It may come back out of the browser's cache: it must hold neither lock nor stream there.
      ["pagehide", () => this.#user.end()],
      ["pageshow", () => this.#looked()],
    ]);
  }

  get state(): ConnectionState {
    return this.#current;
  }

  get uid() {
    return this.#user.uid;
  }

  subscribe(
    channels: string | readonly string[],
    handler: Handler,
    options: SubscribeOptions = {},
  ): { channels: readonly string[]; unsubscribe(): void } {
    const names =
      typeof channels !== "string" ? [...new Set(channels)] : channels === "*" ? undefined : [channels];
    const entry: Entry = { names, handler, options };
    this.#entries.add(entry);
    if (this.#user.session) this.#entries.attach(entry);
    else this.#user.begin();
    return {
      get channels() {
        return entry.reader?.channels ?? names ?? [];
      },
      unsubscribe: () => {
        this.#entries.delete(entry);
        this.#entries.detach(entry);
        this.#publish();
      },
    };
  }

  async send(channel: string, event: { type: string; data: unknown }, options = {}) {
    const publication = { channel: this.#named(channel), type: event.type, data: event.data };
    const deps = { env: this.env, request: this.request, socket: () => this.#user.session?.publish };
    const { sendEvent } = await this.#later.load();
    return sendEvent(deps, publication, options);
  }

  connect(): void {
    this.#user.allowToken();
    this.#open("disconnected", "auth", "elsewhere", "attempts", "hidden");
  }

  disconnect(): void {
    this.#suspend("disconnected");
  }

  setEnabled(enabled: boolean): void {
    if (enabled) return this.#open("disabled");
    this.#suspend("disabled");
  }

  signOut(): void {
    this.#user.session?.tellSignOut();
    this.#user.forget();
    this.#suspend("auth");
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#user.end();
    this.#leavePage();
    this.#entries.detachAll();
    this.#entries.clear();
    this.#publish();
  }

  #named(name: string): string {
    return channelNamed(name, this.uid, this.options.aliases);
  }

  #suspend(reason: SuspendedReason, error?: RealtimeError): void {
    if (error) this.#failed(error);
    if (reason === "offline") this.#network.isProven = false;
    this.#gates.close(reason);
    this.#update();
    // Also where the sign-in is over: another page may have a newer one, and must not wait for this one's stream.
    if (reason === "auth" || this.#gates.isUnwanted) this.#user.end();
  }

  #open(...reasons: readonly SuspendedReason[]): void {
    const isBack = reasons.includes("offline");
    if (isBack) this.#network.isProven = false;
    this.#gates.open(...reasons);
    this.#user.begin();
    this.#update();
    this.#user.session?.awaken(isBack || reasons.includes("attempts"));
  }

  #looked(): void {
    this.#hiding.end();
    if (this.#gates.has("auth"))
      void this.#user.hasAnotherToken().then((has) => {
        if (has) this.#open("auth");
      });
    this.#open("hidden", "elsewhere");
  }

  #hidden(): void {
    this.#delivery.kept.keeping?.persist();
    this.#user.session?.update();
    this.#hiding.begin();
  }

  #update(): void {
    this.#user.session?.update();
    this.#publish();
  }

  #publish(isTold = false): void {
    const next = this.#stateNow();
    if (!isTold && JSON.stringify(this.#current) === JSON.stringify(next)) return;
    this.#current = next;
    if (next.type === "open" || next.type === "degraded") this.#network.isProven = true;
    this.#debug?.("state", next);
    this.#states.tell(next);
  }

  #stateNow(): ConnectionState {
    if (this.#isClosed) return { type: "closed" };
    const [reason] = this.#gates.reasons;
    const isUsed = this.#entries.size > 0;
    if (reason !== undefined && (isUsed || reason !== "offline")) return { type: "suspended", reason };
    const isAwaited = !this.#user.session || [...this.#entries].some(({ names }) => names?.length);
    return isUsed && isAwaited ? this.#user.state : { type: "idle" };
  }

  #failed(error: RealtimeError): void {
    this.#meter.failed();
    if (error.code === "unauthenticated") void this.#user.refuseToken();
    this.#debug?.("error", error.code, error.message, error.channel ?? "");
    this.#errors.tell(error);
    if (error.code === "connection" && this.#network.isGone) this.#suspend("offline");
  }
}
