import { setTimeout as delay } from "node:timers/promises";
import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, days } from "../clock.js";
import { createdNow } from "../firestore/ignoreConflict.js";
import { derivedId, type Random } from "../ids.js";
import type { Log } from "../log.js";
import { type DeadLetters, reasonOf } from "../tasks/deadLetters.js";
import type { Tasks } from "../tasks/tasks.js";
import { type Policy, wakeUpPolicy } from "./policy.js";
import { runner } from "./running.js";
import { wakeUpsStore } from "./store.js";
import { sweepWakeUps } from "./sweepWakeUps.js";
import type { WakeUp, WakeUpHandler, WakeUpRunner, WakeUps } from "./wakeUps.js";

interface Deps {
  /** Default: small things that are due at a time. */
  policy?: Policy;
  firestore: Firestore;
  tasks: Tasks;
  deadLetters: Pick<DeadLetters, "add">;
  clock: Clock;
  random: Random;
  log: Log;
  /** Lets time pass, ms. */
  pause?: (ms: number) => Promise<unknown>;
}

/** What an alarm carries: the function that it calls runs the wake-up of this name. */
export const WakeUpTask = z.object({ id: z.string() });
export type WakeUpTask = z.infer<typeof WakeUpTask>;

/** Cloud Tasks refuses a task that is more than 30 days ahead. What is later is left to the sweep. */
const furthestAlarm = days(29);

/** Wake-ups that are set here, and done by a runner that is given what to do. */
export interface StoredWakeUps extends WakeUps {
  /** @throws Error if a kind has two handlers. */
  runner(handlers: readonly WakeUpHandler[]): WakeUpRunner;
}

export function firestoreWakeUps(deps: Deps): StoredWakeUps {
  const { policy = wakeUpPolicy, firestore, tasks, deadLetters, clock, random, log, pause = delay } = deps;
  const store = wakeUpsStore(firestore, policy.collection, log);

  /** An alarm's name holds its time: one that was moved gets a new alarm, and the old one finds nothing due. */
  const announce = async ({ id, kind, dueAt }: Pick<WakeUp, "id" | "kind" | "dueAt">): Promise<void> => {
    if (dueAt - clock.now() > furthestAlarm) return;
    try {
      const task = { id: derivedId(id, String(dueAt)), payload: { id }, at: dueAt };
      await tasks.enqueue(policy.queueOf(kind), task);
    } catch (error) {
      log.warn("wakeUp.not_announced", { id, dueAt, reason: reasonOf(error) });
    }
  };

  return {
    add: store.put,
    announce,
    schedule: async (wakeUp) => {
      await store.commit((batch) => {
        store.put(batch, wakeUp);
      });
      await announce(wakeUp);
    },
    create: async (wakeUp) => {
      await createdNow(
        store.commit((batch) => {
          store.create(batch, wakeUp);
        }),
      );
      await announce(wakeUp);
    },
    remove: (batch, id) => {
      store.remove(batch, id);
    },
    runner: (handlers) => {
      const run = runner({
        policy,
        store,
        handlers: byKind(handlers),
        deadLetters,
        announce,
        clock,
        random,
        log,
        pause,
      });
      return {
        run: async (id) => {
          const outcome = await run(await store.read(id));
          if (outcome.type === "failed") throw outcome.error;
        },
        sweep: () => sweepWakeUps({ policy, store, run, clock, log }),
      };
    },
  };
}

function byKind(handlers: readonly WakeUpHandler[]): Map<string, WakeUpHandler["act"]> {
  const acts = new Map<string, WakeUpHandler["act"]>();
  for (const { kind, act } of handlers) {
    if (acts.has(kind)) throw new Error(`There are two handlers of ${kind} wake-ups`);
    acts.set(kind, act);
  }
  return acts;
}
