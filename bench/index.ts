import { join } from "node:path";
import { scratchDir } from "../scripts/project.mjs";
import { seconds } from "../scripts/wait.mjs";
import { appends } from "./appends.js";
import { coldStart } from "./coldStart.js";
import { compression } from "./compression.js";
import { fanout } from "./fanout.js";
import { feeds } from "./feeds.js";
import { jobs } from "./jobs.js";
import { latency } from "./latency.js";
import { memory } from "./memory.js";
import { noisy } from "./noisy.js";
import { notifications } from "./notifications.js";
import { stalled } from "./stalled.js";
import { runParts } from "./support/run.js";
import { webSockets } from "./webSockets.js";

/** `npm run bench` measures all of it, `npm run bench -- fanout memory` these parts. */
const parts = { fanout, stalled, compression, latency, memory, appends, notifications, noisy, coldStart };
/** These take minutes, and are measured where they are named. */
const longParts = { jobs, feeds, webSockets };
const wanted = process.argv.slice(2);
const chosen = wanted.length > 0 ? { ...parts, ...longParts } : parts;
const within = seconds(wanted.some((name) => name in longParts) ? 1800 : 600);
await runParts(chosen, wanted, { file: join(scratchDir, "bench.json"), within });
