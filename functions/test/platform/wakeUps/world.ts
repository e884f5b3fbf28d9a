import { getApp } from "firebase-admin/app";
import { type Firestore, getFirestore } from "firebase-admin/firestore";
import { z } from "zod";
import { hours, type Clock } from "../../../src/platform/clock.js";
import { type Random, randomIds } from "../../../src/platform/ids.js";
import { deadLetters } from "../../../src/platform/tasks/deadLetters.js";
import type { Task, Tasks } from "../../../src/platform/tasks/tasks.js";
import { firestoreWakeUps } from "../../../src/platform/wakeUps/firestoreWakeUps.js";
import {
  onWakeUp,
  type WakeUp,
  type WakeUpHandler,
  type WakeUpRunner,
  type WakeUps,
} from "../../../src/platform/wakeUps/wakeUps.js";
import { recordedLog, type RecordedLog } from "../../support/recordedLog.js";
import { setClock, type SetClock } from "../../support/setClock.js";
import { theFirebase } from "../../support/testInstance.js";

/** A database of its own: a sweep finds what is due in all of it. */
export const aDatabase = (): Firestore => {
  theFirebase();
  const firestore = getFirestore(getApp(), `d-${randomIds.next().replaceAll("_", "x").toLowerCase()}`);
  firestore.settings({ ignoreUndefinedProperties: true }); // as ours has it
  return firestore;
};

/** Takes tasks and does nothing with them. */
export interface RecordedTasks extends Tasks {
  readonly taken: (Task & { queue: string })[];
}

export function recordedTasks(): RecordedTasks {
  const taken: (Task & { queue: string })[] = [];
  return {
    taken,
    enqueue: (queue, task) => {
      taken.push({ queue, ...task });
      return Promise.resolve();
    },
  };
}

export interface World {
  readonly wakeUps: WakeUps & WakeUpRunner;
  readonly clock: SetClock;
  readonly log: RecordedLog;
  readonly tasks: RecordedTasks;
  readonly firestore: Firestore;
  /** Texts of the wake-ups of kind `note` that were done, in order. */
  readonly done: string[];
  /** Another process, which has no other handlers than it is given. */
  another(given?: {
    tasks?: Tasks;
    clock?: Clock;
    handlers?: readonly WakeUpHandler[];
  }): WakeUps & WakeUpRunner;
  stored(id: string): Promise<Record<string, unknown> | undefined>;
  letters(): Promise<unknown[]>;
}

export const Note = z.object({ text: z.string() });

/** `act` runs before a note counts as done. */
export function aWorld(
  act: (text: string) => Promise<void> | void = () => undefined,
  random: Random = () => 0.5,
): World {
  const [clock, log, tasks, firestore] = [setClock(), recordedLog(), recordedTasks(), aDatabase()];
  const done: string[] = [];
  const letters = deadLetters(firestore, clock);
  const pause = (ms: number) => Promise.resolve(clock.pass(ms));
  const another: World["another"] = ({ handlers = [], ...given } = {}) => {
    const deps = { firestore, tasks, deadLetters: letters, clock, random, log, pause, ...given };
    const wakeUps = firestoreWakeUps(deps);
    return { ...wakeUps, ...wakeUps.runner(handlers) };
  };
  const note = onWakeUp("note", Note, async ({ text }) => {
    await act(text);
    done.push(text);
  });
  const wakeUps = another({ handlers: [note] });
  return {
    ...{ wakeUps, clock, log, tasks, firestore, done, another },
    stored: async (id) => {
      const { shard: _, ...fields } = (await firestore.doc(`wakeUps/${id}`).get()).data() ?? {};
      return "kind" in fields ? fields : undefined;
    },
    letters: async () =>
      (await firestore.collection("deadLetters").get()).docs.map((snapshot) => {
        const { payload, ...rest } = snapshot.data();
        return { ...rest, payload: z.string().parse(payload) };
      }),
  };
}

export const aNote = (clock: Clock, values: Partial<WakeUp> = {}): WakeUp => ({
  id: randomIds.next(),
  kind: "note",
  dueAt: clock.now() + hours(1),
  payload: { text: "hello" },
  ...values,
});
