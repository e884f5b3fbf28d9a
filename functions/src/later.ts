import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "./platform/clock.js";
import type { Route } from "./platform/http/endpoint.js";
import type { Random } from "./platform/ids.js";
import type { Log } from "./platform/log.js";
import { region, type Settings } from "./platform/params.js";
import { cloudTasks } from "./platform/tasks/cloudTasks.js";
import { deadLetters } from "./platform/tasks/deadLetters.js";
import { lettersRoutes } from "./platform/tasks/lettersRoutes.js";
import type { ReplayDeps } from "./platform/tasks/replay.js";
import { firestoreWakeUps, type StoredWakeUps } from "./platform/wakeUps/firestoreWakeUps.js";
import { type Policy, wakeUpPolicy } from "./platform/wakeUps/policy.js";
import { ingestedAgain } from "./realtime/index.js";

interface LaterDeps {
  readonly firestore: Firestore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What happens later, and the letters of what was given up: what `replaying` needs to send them where they came from. */
export function later({ firestore, settings, clock, random, log }: LaterDeps) {
  const { projectId, tasksEmulatorHost: emulatorHost, tasksServiceAccount: serviceAccount } = settings;
  const letters = deadLetters(firestore, clock);
  const tasks = cloudTasks({ projectId, region, emulatorHost, serviceAccount, clock, log });
  const collections = new Map<string, StoredWakeUps>();
  const wakeUpsBy = (policy: Policy): StoredWakeUps => {
    const due = { firestore, tasks, deadLetters: letters, clock, random, log };
    const wakeUps = firestoreWakeUps({ policy, ...due });
    collections.set(policy.collection, wakeUps);
    return wakeUps;
  };
  const wakeUps = wakeUpsBy(wakeUpPolicy);
  const topics = ingestedAgain(projectId);
  const replaying = { deadLetters: letters, tasks, topics, wakeUps: collections, clock } satisfies ReplayDeps;
  const routes: readonly Route[] = lettersRoutes({ ...replaying, deadLetters: letters, log });
  return { letters, tasks, wakeUps, wakeUpsBy, replaying, routes };
}
