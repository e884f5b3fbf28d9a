import type { Realtime } from "../realtime.js";
import { asAnswer } from "../calls/call.js";
import { after, newKey, random } from "../environment/timers.js";
import { createListeners, type Readable } from "../optimistic/readable.js";
import { RealtimeError } from "../types/errors.js";
import { whenIdentified } from "../whenIdentified.js";
import { sharingHere, storeHere } from "./here.js";
import { createOutbox, type Outbox, type OutcomeListener } from "./outbox.js";
import type { FailedWrite, Outcome, OutboxRow, OutboxState, Write } from "./row.js";
import { cookie, failureOf, send, userGone } from "./sending.js";
import { alone } from "./sharing.js";
import { memoryStore } from "./store.js";

export interface SyncState {
  /** What the server has not yet taken, in order. */
  readonly waiting: readonly OutboxRow[];
  /** What it has refused while this page was open, until that is tried again or dismissed. */
  readonly failed: readonly FailedWrite[];
  /** False where the browser says so, or no request gets through. */
  readonly isOnline: boolean;
  readonly waitsFor: OutboxState["waitsFor"];
  /** Whether what waits outlives the page. */
  readonly durable: boolean;
}

/** The writes of a client's user: kept over reloads, sent once, in order for each entity. */
export interface Writes extends Readable<SyncState> {
  /**
   * Settles with the server's answer, however long that takes.
   * @throws RequestProblem where it refuses; RealtimeError `unauthenticated` where its user is gone
   */
  readonly add: <Answer>(write: Write, key?: string) => Promise<Answer>;
  /** Another text for what was never sent. False if it was. */
  readonly amend: (key: string, body: string) => Promise<boolean>;
  /** Takes back what was never sent. False if it was. */
  readonly discard: (key: string) => Promise<boolean>;
  /** Sends at once what waits; with a failed one's key, that one again. */
  readonly retry: (key?: string) => void;
  /** Forgets a failed one. */
  readonly dismiss: (key: string) => void;
  /** Called for every write of the user that ends, whichever tab has sent it. Returns what ends that. */
  readonly onOutcome: (listener: OutcomeListener) => () => void;
}

const known = new WeakMap<Realtime, Writes>();

/** The one of this client, made when it is first asked for. */
export function writesOf(realtime: Realtime): Writes {
  const one = known.get(realtime) ?? createWrites(realtime);
  known.set(realtime, one);
  return one;
}

interface Promised {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function settle({ resolve, reject }: Promised, outcome: Outcome): void {
  if (outcome.type === "answered") resolve(outcome.body);
  else reject(outcome.type === "refused" ? outcome.problem : takenBack());
}

/** The server's answer to what an earlier page or another tab has written. @throws as `add` does */
export const answerOf = <Answer>(writes: Writes, wanted: string) =>
  new Promise<Answer>((resolve, reject) => {
    const stop = writes.onOutcome(({ key }, outcome) => {
      if (key !== wanted) return;
      stop();
      settle({ resolve: (answer) => resolve(asAnswer(answer)), reject }, outcome);
    });
  });

const nobody: OutboxState = { rows: [], failed: [], waitsFor: "nothing", durable: true };

function createWrites(realtime: Realtime): Writes {
  const listeners = createListeners();
  const outcomes = new Set<OutcomeListener>();
  const promised = new Map<string, Promised>();
  /** What was written before it was known who the user is. */
  let early: readonly OutboxRow[] = [];
  let open: { readonly uid: string; readonly outbox: Outbox } | undefined;
  let isAsking = false;
  let state = stateOf(nobody, early, realtime);

  const show = (): void => {
    state = stateOf(open?.outbox.get() ?? nobody, early, realtime);
    listeners.tell();
  };
  const settled = (key: string, outcome: Outcome): void => {
    const promise = promised.get(key);
    promised.delete(key);
    if (promise) settle(promise, outcome);
  };
  const end: OutcomeListener = (row, outcome) => {
    for (const listener of [...outcomes]) listener(row, outcome);
    settled(row.key, outcome);
  };
  const keep = async (outbox: Outbox, write: Write & { key: string }): Promise<void> => {
    try {
      await outbox.add(write);
    } catch (problem) {
      settled(write.key, { type: "refused", problem });
    }
  };
  const enter = (uid: string): void => {
    const outbox = openOutbox(realtime, uid);
    open = { uid, outbox };
    outbox.onOutcome(end);
    outbox.subscribe(look);
    for (const row of early) void keep(outbox, row);
    early = [];
  };
  /** What was written stays kept for when its user is back. */
  const leave = (): void => {
    open?.outbox.close();
    open = undefined;
    early = [];
    for (const key of [...promised.keys()]) settled(key, { type: "refused", problem: userGone() });
  };
  /** Looks whether the user has come or gone. */
  const look = (): void => {
    const uid = userOf(realtime);
    const isOther = open !== undefined && uid !== undefined && uid !== open.uid;
    if (isOther || (uid === undefined && isNobody(realtime, open?.uid))) leave();
    if (uid !== undefined && !open) enter(uid);
    show();
  };
  const update = (): void => {
    const was = open;
    look();
    if (was === open && state.waiting.length > 0 && isReachable(realtime)) open?.outbox.retry();
  };
  /** A page without channels, or with live channels switched off, does not know by itself. */
  const ask = (): void => {
    if (isAsking || early.length === 0) return;
    isAsking = true;
    whenIdentified(realtime, (uid) => {
      isAsking = false;
      if (open || early.length === 0) return;
      if (uid === null) leave();
      else enter(uid ?? cookie);
      show();
    });
  };
  realtime.onState(update);
  update();

  return {
    get: () => state,
    subscribe: listeners.subscribe,
    add: <Answer>(write: Write, key = newKey()) =>
      new Promise<Answer>((resolve, reject) => {
        promised.set(key, { resolve: (answer) => resolve(asAnswer(answer)), reject });
        look();
        if (open) return void keep(open.outbox, { ...write, key });
        early = [...early, { ...write, key, uid: "", at: realtime.serverNow(), sent: false }];
        look();
        ask();
      }),
    amend: (key, body) => open?.outbox.amend(key, body) ?? Promise.resolve(false),
    discard: (key) => open?.outbox.discard(key) ?? Promise.resolve(false),
    retry: (key) => {
      if (key === undefined) return open?.outbox.retry();
      const found = state.failed.find(({ row }) => row.key === key);
      if (!open || !found) return;
      const { entity, method, path, body } = found.row;
      open.outbox.dismiss(key);
      void keep(open.outbox, { entity, method, path, ...(body !== undefined && { body }), key: newKey() });
    },
    dismiss: (key) => open?.outbox.dismiss(key),
    onOutcome: (listener) => {
      outcomes.add(listener);
      return () => void outcomes.delete(listener);
    },
  };
}

/** Undefined while it is not known. Whose a cookie is, a page cannot read. */
const userOf = (realtime: Realtime): string | undefined =>
  realtime.state.type === "closed" ? undefined : (realtime.uid ?? (isLive(realtime) ? cookie : undefined));

const isLive = ({ state }: Realtime): boolean => state.type === "open" || state.type === "degraded";

/** As far as is known: a page without channels has no connection that would tell. */
const isReachable = (realtime: Realtime): boolean => isLive(realtime) || realtime.state.type === "idle";

/** Whether the user has left, rather than is not known yet. Only an answer of the server tells of a cookie's user. */
const isNobody = ({ state }: Realtime, uid: string | undefined): boolean =>
  state.type === "closed" ||
  (state.type === "suspended" && state.reason === "auth") ||
  (uid !== undefined && uid !== cookie);

function stateOf(
  { rows, failed, waitsFor, durable }: OutboxState,
  early: readonly OutboxRow[],
  { state }: Realtime,
): SyncState {
  const isOffline = state.type === "suspended" && state.reason === "offline";
  return {
    waiting: [...rows, ...early],
    failed,
    isOnline: !isOffline && waitsFor !== "network",
    waitsFor,
    durable,
  };
}

/** What waits for one user of one backend. A cookie's user has no name, and so nothing that would outlive the page. */
function openOutbox(realtime: Realtime, uid: string): Outbox {
  const name = `firecast-outbox:${realtime.url}`;
  return createOutbox({
    uid,
    store: uid === cookie ? memoryStore() : storeHere(name),
    sharing: uid === cookie ? alone : sharingHere(`${name}:${uid}`),
    newKey,
    now: () => realtime.serverNow(),
    random,
    after,
    isOnline: () => realtime.state.type !== "suspended" || realtime.state.reason !== "offline",
    send: (row) => send(realtime, row),
    failureOf,
    tooOld: () => new RealtimeError("request", "It has waited for too long to be sent safely."),
  });
}

const takenBack = () => new RealtimeError("request", "It was taken back.");
