import { PubSub } from "@google-cloud/pubsub";
import { systemClock } from "../src/platform/clock.js";
import { connectFirebase } from "../src/platform/firebase.js";
import { systemRandom } from "../src/platform/ids.js";
import type { Log } from "../src/platform/log.js";
import { readSettings, region } from "../src/platform/params.js";
import { cloudTasks } from "../src/platform/tasks/cloudTasks.js";
import { deadLetters } from "../src/platform/tasks/deadLetters.js";
import { replay } from "../src/platform/tasks/replay.js";
import { RefusedMessage } from "../src/realtime/publishing/refusedMessage.js";
import { ingestTopic } from "../src/realtime/publishing/topic.js";
import { fanOutPolicy } from "../src/features/notifications/fanOut.js";
import { wakeUpPolicy } from "../src/platform/wakeUps/policy.js";
import { firestoreWakeUps } from "../src/platform/wakeUps/firestoreWakeUps.js";

// Run by `npm run replay`: sends the dead letters with these ids again, or all there are.
const ids = process.argv.slice(2);

const settings = readSettings();
const { projectId } = settings;
const { firestore } = connectFirebase(settings);
const [clock, random] = [systemClock, systemRandom];
const log: Log = {
  info: () => undefined,
  warn: (event, fields) => console.error(event, fields),
  error: (event, error, fields) => console.error(event, error, fields),
};
const letters = deadLetters(firestore, clock);
const tasks = cloudTasks({
  ...{ projectId, region, clock, log },
  emulatorHost: settings.tasksEmulatorHost,
  serviceAccount: settings.tasksServiceAccount,
});
const wakeUps = new Map(
  [wakeUpPolicy, fanOutPolicy].map((policy) => [
    policy.collection,
    firestoreWakeUps({ policy, firestore, tasks, deadLetters: letters, clock, random, log }),
  ]),
);

const topics = new Map([
  [
    ingestTopic,
    async (payload: unknown): Promise<void> => {
      const { data, attributes } = RefusedMessage.parse(payload);
      await new PubSub({ projectId })
        .topic(ingestTopic)
        .publishMessage({ data: Buffer.from(data), attributes });
    },
  ],
]);

const counts = { sent: 0, failed: 0 };
try {
  for await (const outcome of replay({ deadLetters: letters, tasks, topics, wakeUps, clock }, ids)) {
    counts[outcome.type]++;
    const { id } = outcome;
    if (outcome.type === "sent") console.log(`${id}: sent to ${outcome.queue} again`);
    else console.error(`${id}: stays, because ${outcome.reason}`);
  }
  console.log(`${projectId}: ${counts.sent} sent again, ${counts.failed} failed`);
} catch (error) {
  console.error(`${projectId}: ${error instanceof Error ? error.message : String(error)}`);
  counts.failed++;
}
process.exit(counts.failed > 0 ? 1 : 0); // what is connected does not end by itself
