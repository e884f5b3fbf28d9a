import { join } from "node:path";
import { scratchDir } from "../scripts/project.mjs";
import { appends } from "./appends.js";
import { coldStart } from "./coldStart.js";
import { compression } from "./compression.js";
import { fanout } from "./fanout.js";
import { latency } from "./latency.js";
import { memory } from "./memory.js";
import { noisy } from "./noisy.js";
import { notifications } from "./notifications.js";
import { stalled } from "./stalled.js";
import { runParts } from "./support/run.js";

/** `npm run bench` measures all of it, `npm run bench -- fanout memory` these parts. */
const parts = { fanout, stalled, compression, latency, memory, appends, notifications, noisy, coldStart };
await runParts(parts, process.argv.slice(2), join(scratchDir, "bench.json"));
