import type { DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import { type Clock, seconds } from "../clock.js";
import { ignoreConflict } from "../firestore/ignoreConflict.js";
import type { Random } from "../ids.js";
import type { Log } from "../log.js";
import { type DeadLetters, reasonOf } from "../tasks/deadLetters.js";
import { backoffAfter } from "./backoff.js";
import type { Policy } from "./policy.js";
import type { StoredWakeUp, WakeUpsStore } from "./store.js";
import { Unreadable, type WakeUp } from "./wakeUps.js";

export interface RunnerDeps {
  policy: Policy;
  store: WakeUpsStore;
  handlers: ReadonlyMap<string, (payload: unknown) => Promise<void>>;
  deadLetters: Pick<DeadLetters, "add">;
  announce(wakeUp: Pick<WakeUp, "id" | "kind" | "dueAt">): Promise<void>;
  clock: Clock;
  random: Random;
  log: Log;
  pause(ms: number): Promise<unknown>;
}

export type Outcome =
  | { readonly type: "done" }
  /** It is gone, not due, or another attempt is under way. */
  | { readonly type: "nothing" }
  /** To be tried again, at the time that is written down. */
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "given_up" };

/** Clocks and timers differ a little. An alarm that rings a moment too early waits: no other one will ring. */
const earliest = seconds(2);

/**
 * Does a wake-up. The attempt that wrote the lease does it; all that it writes afterwards rests on that version. So of two at
 * once one finds nothing to do, and what is scheduled anew meanwhile stays as scheduled.
 */
export function runner(deps: RunnerDeps): (snapshot: DocumentSnapshot) => Promise<Outcome> {
  const { policy, store, handlers, announce, clock, pause } = deps;

  return async (snapshot) => {
    const { id } = snapshot;
    const seen = store.decode(snapshot);
    if (!seen) return snapshot.exists ? giveUpUnreadable(deps, snapshot) : nothing;
    const { kind, payload, dueAt, leaseUntil = 0 } = seen.value;
    if (dueAt - clock.now() > earliest) return nothing;
    if (leaseUntil > clock.now()) {
      await announce({ id, kind, dueAt: leaseUntil }); // the attempt under way may have died: no other alarm would ring
      return nothing;
    }
    while (clock.now() < dueAt) await pause(dueAt - clock.now());

    const begun = seen.value.attempts;
    // Every attempt has ended its process, or this wake-up would have been given up: it may end the next one too.
    if (begun >= policy.maxAttempts) {
      return giveUp(
        deps,
        { id, kind, payload, attempts: begun },
        seen.version,
        new Error("no attempt ended"),
      );
    }
    const attempts = begun + 1;
    const attempt = { id, kind, payload, attempts };
    const version = await ignoreConflict(
      store.lease(id, seen.version, { until: clock.now() + policy.leaseMs, attempts }),
    );
    if (!version) return nothing;
    try {
      const act = handlers.get(kind);
      if (!act) throw new Error(`there is no handler of ${kind} wake-ups`);
      await act(payload);
    } catch (error) {
      const hopeless = error instanceof Unreadable || attempts === policy.maxAttempts;
      return hopeless ? giveUp(deps, attempt, version, error) : putOff(deps, attempt, version, error);
    }
    await ignoreConflict(store.commit((batch) => store.remove(batch, id, version)));
    return { type: "done" };
  };
}

const nothing: Outcome = { type: "nothing" };

/** `attempts`: with this one, since it was scheduled. */
interface Attempt extends Pick<StoredWakeUp, "kind" | "payload" | "attempts"> {
  id: string;
}

async function putOff(
  deps: RunnerDeps,
  attempt: Attempt,
  version: Timestamp,
  error: unknown,
): Promise<Outcome> {
  const { policy, store, announce, clock, random, log } = deps;
  const { id, kind, attempts } = attempt;
  const dueAt = clock.now() + backoffAfter(attempts, policy.longestWaitMs, random);
  log.error("wakeUp.failed", error, { id, kind, attempts, dueAt });
  const put = store.commit((batch) => {
    store.putOff(batch, id, version, dueAt);
  });
  if (await ignoreConflict(put)) await announce({ id, kind, dueAt });
  return { type: "failed", error };
}

async function giveUp(
  deps: RunnerDeps,
  attempt: Attempt,
  version: Timestamp,
  error: unknown,
): Promise<Outcome> {
  const { policy, store, deadLetters, log } = deps;
  const { id, kind, payload, attempts } = attempt;
  log.error("wakeUp.given_up", error, { id, kind, attempts });
  const letter = { queue: policy.collection, payload: { kind, payload }, reason: reasonOf(error), attempts };
  const given = await ignoreConflict(
    store.commit((batch) => {
      store.remove(batch, id, version);
      deadLetters.add(batch, letter);
    }),
  );
  return given ? { type: "given_up" } : { type: "failed", error };
}

async function giveUpUnreadable(
  { policy, store, deadLetters }: RunnerDeps,
  snapshot: DocumentSnapshot,
): Promise<Outcome> {
  const letter = { queue: policy.collection, payload: snapshot.data(), reason: "unreadable", attempts: 0 };
  const given = await ignoreConflict(
    store.commit((batch) => {
      store.remove(batch, snapshot.id, snapshot.updateTime);
      deadLetters.add(batch, letter);
    }),
  );
  return given ? { type: "given_up" } : nothing;
}
