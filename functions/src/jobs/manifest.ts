import type { BaseKit, Feature } from "../features/feature.js";
import { type DeadLetters, reasonOf } from "../platform/tasks/deadLetters.js";
import type { Tasks } from "../platform/tasks/tasks.js";
import { derivedId } from "../platform/ids.js";
import type { Work } from "../platform/jobs/work.js";
import { jobsRoutes } from "./http.js";
import { type Jobs, jobs } from "./jobs.js";
import { jobsQueue } from "./queue.js";
import type { OpenRun } from "./schema.js";
import { jobsStore } from "./store.js";

interface Kit extends BaseKit {
  readonly tasks: Tasks;
  readonly deadLetters: Pick<DeadLetters, "add">;
  /** Whose works the jobs do; one of them brings alerts to users, where the deployment has notifications. */
  readonly features: readonly Feature[];
  /** What jobs do beside that of features. */
  readonly works: readonly Work[];
  /** When a document was read, ms since the epoch. Default: the database's time. */
  readonly databaseTime: Parameters<typeof jobsStore>[2];
}

/** The jobs as a part of the system like any feature: it is built last, from what the others contribute. */
export function jobsFeature(kit: Kit): Feature<Jobs> {
  const { firebase, features, works, tasks, deadLetters, databaseTime, clock, log } = kit;
  const continueLater = async ({ runId, attempts }: OpenRun): Promise<void> => {
    try {
      await tasks.enqueue(jobsQueue, { id: derivedId(runId, String(attempts)), payload: { id: runId } });
    } catch (error) {
      log.warn("job.not_enqueued", { run: runId, reason: reasonOf(error) });
    }
  };
  const all = jobs({
    ...kit,
    store: jobsStore(firebase.firestore, log, databaseTime),
    works: [...works, ...features.flatMap((feature) => feature.jobs ?? [])],
    failures: { deadLetters, teller: features.find(({ teller }) => teller)?.teller },
    continueLater,
    clock,
  });
  return {
    name: "jobs",
    actions: all,
    routes: jobsRoutes(all),
    // What a lost task would have continued is continued by the next slot.
    queues: { [jobsQueue]: { run: all.task, sweep: () => Promise.resolve({ done: 0, failed: 0 }) } },
    close: all.close,
  };
}
