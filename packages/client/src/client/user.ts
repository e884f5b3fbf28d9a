import { pauseAfter } from "../connection/backoff.js";
import type { Meter } from "../connection/meter.js";
import { type Identity, tokenSource } from "../connection/tokens.js";
import type { Delivery } from "../delivery/delivery.js";
import { attempt } from "../environment/attempt.js";
import type { Environment } from "../environment/environment.js";
import type { Part } from "../environment/parts.js";
import type { Later } from "../later/later.js";
import type { Request } from "../requests/history.js";
import { Session } from "../session.js";
import { RealtimeError } from "../types/errors.js";
import type { RealtimeOptions } from "../types/options.js";
import type { ConnectionState, SuspendedReason } from "../types/states.js";
import { baseOf } from "./baseOf.js";
import type { Gates } from "./gates.js";

interface UserDeps {
  readonly env: Environment;
  readonly later: Part<Later>;
  readonly options: RealtimeOptions;
  readonly url: string;
  readonly streamUrl: string;
  readonly meter: Meter;
  readonly delivery: Delivery;
  readonly gates: Gates;
  readonly request: Request;
  /** Something is subscribed to, and nothing of the application's stands against it. */
  isWanted(): boolean;
  /** See `Realtime.pace`. */
  firstMs(): number | undefined;
  /** What is to be there before anything is subscribed to has been loaded, or cannot be. Does not reject. */
  ready(): Promise<unknown>;
  /** It is known who the user is. */
  known(): void;
  /** Nothing of the user is to be known any more. */
  gone(): void;
  /** `isTold`: also where the state is as before. */
  changed(isTold?: boolean): void;
  suspend(reason: SuspendedReason, error?: RealtimeError): void;
  failed(error: RealtimeError): void;
  looked(): void;
  hidden(): void;
}

/** Who is signed in on this page, and the session of that user. */
export class CurrentUser {
  uid: string | undefined;
  session: Session | undefined;
  #owner: string | undefined;
  /** Undefined: it is not being found out who the user is. */
  #beginning: ConnectionState | undefined;
  /** Grows when the user goes. */
  #era = 0;
  #refusedToken: string | undefined;
  readonly #tokens: ReturnType<typeof tokenSource>;

  constructor(private readonly deps: UserDeps) {
    this.#tokens = tokenSource(deps.options.getToken);
  }

  get state(): ConnectionState {
    const state = this.session ? this.session.state : this.#beginning;
    if (!state) return { type: "idle" };
    return state.type === "idle" ? { type: "connecting" } : state;
  }

  /** Starts the user's time on this page, once something is wanted. */
  begin(): void {
    if (!this.session && !this.#beginning && this.deps.isWanted()) {
      this.#beginning = { type: "connecting" };
      void this.#identifyFirst(0);
    }
    this.deps.changed();
  }

  /** Null also where another user is signed in than before: then all begins anew. */
  async identify(force: boolean): Promise<Identity | null> {
    const era = this.#era;
    const identity = await this.#tokens.get(force);
    if (era !== this.#era) return null;
    this.#remember(identity?.uid);
    if (identity?.token !== undefined && identity.token === this.#refusedToken) return null;
    if (!identity || this.#owner === undefined || this.#owner === this.#ownerFor(identity)) return identity;
    this.forget();
    this.begin();
    return null;
  }

  /** Finds out who is signed in where that is not known: as the token says. Null: no user is. */
  async ask(): Promise<string | null | undefined> {
    const era = this.#era;
    const identity = await this.#tokens.get(false);
    if (identity && era === this.#era) this.#enter(identity);
    return identity && identity.uid;
  }

  /** The connection ends; who the user is stays known. */
  end(): void {
    this.deps.delivery.kept.keeping?.persist();
    this.#era++;
    this.session?.end();
    this.session = this.#beginning = undefined;
    this.deps.changed();
  }

  forget(): void {
    this.end();
    this.#remember(undefined);
    this.#drop();
  }

  /** It is not tried again. */
  async refuseToken(): Promise<void> {
    const identity = await this.#tokens.get(false).catch(() => null);
    this.#refusedToken = identity?.token;
  }

  allowToken(): void {
    this.#refusedToken = undefined;
    if (!this.session) this.end(); // who is being looked for may not have signed in when that began
  }

  /** Whether there is one that was not refused. */
  async hasAnotherToken(): Promise<boolean> {
    const era = this.#era;
    const identity = await this.#tokens.get(false).catch(() => null);
    return era === this.#era && identity !== null && identity.token !== this.#refusedToken;
  }

  async #identifyFirst(failures: number): Promise<void> {
    const { env, suspend, failed, changed } = this.deps;
    const era = this.#era;
    try {
      const [identity] = await Promise.all([this.#tokens.get(false), this.deps.ready()]);
      if (era !== this.#era) return;
      this.#beginning = undefined;
      this.#remember(identity?.uid);
      if (identity) this.#beginSession(identity);
      else suspend("auth");
    } catch (cause) {
      if (era !== this.#era) return;
      failed(new RealtimeError("connection", "The token could not be fetched.", { cause }));
      const uid = attempt(() => env.lasting?.getItem(this.#lastKey));
      if (uid) {
        this.#beginning = undefined;
        this.#beginSession({ uid, token: undefined, expiresAt: undefined });
        return changed(true); // the state may be as before, and nothing else tells whose page this is
      }
      const ms = pauseAfter(failures, env.random);
      const retryAt = env.now() + ms;
      this.#beginning = { type: "reconnecting", attempt: failures + 1, retryAt, cause: "token" };
      changed();
      env.after(ms, () => {
        if (era === this.#era) void this.#identifyFirst(failures + 1);
      });
    }
  }

  #beginSession(identity: Identity): void {
    const { deps } = this;
    const { options, gates } = deps;
    if (!deps.isWanted()) return;
    this.session = new Session({
      ...deps,
      owner: this.#enter(identity),
      socketUrl: baseOf(options.socketUrl ?? deps.streamUrl),
      sockets: options.type === "websocket",
      ticket: options.auth === "ticket" && options.getToken !== undefined,
      maxAttempts: options.maxAttempts ?? Infinity,
      tabs: options.tabs ?? true,
      identify: (force) => this.identify(force),
      gates: () => gates.reasons,
      wake: deps.looked,
      signOut: () => {
        this.forget();
        deps.suspend("auth");
      },
    });
    deps.known();
    this.session.start();
    if (!deps.env.page.isVisible()) deps.hidden();
    // Offline no other state follows, which would tell whose page this is.
    deps.changed(gates.reasons.length > 0);
  }

  #enter(identity: Identity): string {
    const owner = this.#ownerFor(identity);
    if (this.#owner !== undefined && this.#owner !== owner) this.#drop();
    if (this.#owner === undefined) this.deps.delivery.kept.begin(owner);
    this.uid = identity.uid;
    return (this.#owner = owner);
  }

  get #lastKey(): string {
    return `firecast:last:${this.deps.url}`;
  }

  /**
   * Without a network, whether the browser knows that or not, no token can be had in place of one that has expired: whose the page
   * is, and so what waits to be sent, is known by who was here last. No request is made before there is a token again. Undefined: no user is signed in.
   */
  #remember(uid: string | undefined): void {
    const { lasting } = this.deps.env;
    attempt(() =>
      uid === undefined ? lasting?.removeItem(this.#lastKey) : lasting?.setItem(this.#lastKey, uid),
    );
  }

  #ownerFor = ({ uid }: Identity): string => `${this.deps.url}:${uid ?? ""}`;

  #drop(): void {
    this.deps.delivery.forget();
    this.deps.gone();
    this.#owner = this.uid = undefined;
  }
}
