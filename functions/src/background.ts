import { dispatching } from "./dispatching.js";
import type { Feature } from "./features/feature.js";
import { settleAll } from "./platform/concurrency/settleAll.js";
import type { Trigger } from "./platform/firestore/trigger.js";
import type { Log } from "./platform/log.js";
import type { DeadLetters } from "./platform/tasks/deadLetters.js";
import { type TaskRequest, taskHandler } from "./platform/tasks/taskHandler.js";
import { type StoredWakeUps, WakeUpTask } from "./platform/wakeUps/firestoreWakeUps.js";
import { wakeUpQueue } from "./platform/wakeUps/policy.js";

interface BackgroundDeps {
  readonly features: readonly Feature[];
  readonly wakeUps: Pick<StoredWakeUps, "runner">;
  readonly deadLetters: Pick<DeadLetters, "put">;
  readonly log: Log;
  /** What realtime does every minute. */
  tellActiveUsers(): Promise<void>;
}

/** What functions call that serve no user: triggers, queues and schedules, with what the features do there. */
export function background(deps: BackgroundDeps) {
  const { features, wakeUps, deadLetters, log, tellActiveUsers } = deps;
  const notices = noticesOf(features);
  const handlers = [...features.flatMap((feature) => feature.wakeUps ?? []), ...notices.wakeUps];
  const runners = new Map([
    [wakeUpQueue, wakeUps.runner(handlers)],
    ...features.flatMap(({ queues = {} }) => Object.entries(queues)),
  ]);

  const dueWakeUps = async (): Promise<void> => {
    await Promise.all([...new Set(runners.values())].map((worker) => worker.sweep()));
  };

  return {
    ...dispatching([
      ...features.flatMap(({ triggers = [] }) => triggers),
      ...notices.triggers,
      ...happeningsOf(features),
    ]),
    runTask: async (queue: string, task: TaskRequest): Promise<void> => {
      const worker = runners.get(queue);
      if (!worker) throw new Error(`No feature has a queue named ${queue}`);
      const act = ({ id }: WakeUpTask): Promise<void> => worker.run(id);
      await taskHandler({ queue, payload: WakeUpTask, deadLetters, log, act })(task);
    },
    dueWakeUps,
    everyMinute: () => settleAll([dueWakeUps(), tellActiveUsers()]),
    sweep: async (): Promise<void> => {
      for (const feature of features) await feature.sweep?.();
    },
  };
}

/** What features follow to tell of what happens in spaces, where one of them waits for it. */
function happeningsOf(features: readonly Feature[]): Trigger[] {
  const [listener] = features.flatMap((feature) => feature.listener ?? []);
  return listener ? features.flatMap(({ happenings }) => [...(happenings?.triggers?.(listener) ?? [])]) : [];
}

/** What features follow to tell users of it, where one of them brings it to users. */
function noticesOf(features: readonly Feature[]) {
  const [teller] = features.flatMap((feature) => feature.teller ?? []);
  const notices = teller ? features.flatMap((feature) => feature.notices ?? []) : [];
  return {
    triggers: teller ? notices.flatMap(({ triggers }) => triggers?.(teller) ?? []) : [],
    wakeUps: teller ? notices.flatMap(({ wakeUps }) => wakeUps?.(teller) ?? []) : [],
  };
}
