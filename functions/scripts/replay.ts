import { fanOutPolicy } from "../src/features/notifications/fanOut.js";
import { later } from "../src/later.js";
import { systemClock } from "../src/platform/clock.js";
import { connectFirebase } from "../src/platform/firebase.js";
import { systemRandom } from "../src/platform/ids.js";
import type { Log } from "../src/platform/log.js";
import { readSettings } from "../src/platform/params.js";
import { replay } from "../src/platform/tasks/replay.js";

// Run by `npm run replay`: sends the dead letters with these ids again, or all there are.
const ids = process.argv.slice(2);

const settings = readSettings();
const { projectId } = settings;
const { firestore } = connectFirebase(settings);
const log: Log = {
  info: () => undefined,
  warn: (event, fields) => console.error(event, fields),
  error: (event, error, fields) => console.error(event, error, fields),
};
const { replaying, wakeUpsBy } = later({
  firestore,
  settings,
  clock: systemClock,
  random: systemRandom,
  log,
});
wakeUpsBy(fanOutPolicy);

const counts = { sent: 0, failed: 0 };
try {
  for await (const outcome of replay(replaying, ids)) {
    counts[outcome.type === "sent" ? "sent" : "failed"]++;
    const { id } = outcome;
    if (outcome.type === "sent") console.log(`${id}: sent to ${outcome.queue} again`);
    else if (outcome.type === "missing") console.error(`${id}: there is none`);
    else console.error(`${id}: stays, because ${outcome.reason}`);
  }
  console.log(`${projectId}: ${counts.sent} sent again, ${counts.failed} failed`);
} catch (error) {
  console.error(`${projectId}: ${error instanceof Error ? error.message : String(error)}`);
  counts.failed++;
}
process.exit(counts.failed > 0 ? 1 : 0); // what is connected does not end by itself
