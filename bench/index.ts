import { join } from "node:path";
import { scratchDir } from "../scripts/project.mjs";
import { seconds } from "../scripts/wait.mjs";
import { appends } from "./appends.js";
import { client } from "./client/client.js";
import { coldStart } from "./coldStart.js";
import { durable } from "./durable/durable.js";
import { compression } from "./compression.js";
import { fanout } from "./fanout.js";
import { feeds } from "./feeds.js";
import { issues } from "./issues/issues.js";
import { jobs } from "./jobs.js";
import { latency } from "./latency.js";
import { memory } from "./memory.js";
import { noisy } from "./noisy.js";
import { notifications } from "./notifications.js";
import { stalled } from "./stalled.js";
import { runParts } from "./support/run.js";
import { sockets } from "./sockets/sockets.js";
import { web } from "./web/web.js";
import { webSockets } from "./sockets/webSockets.js";

/** `npm run bench` measures all of it, `npm run bench -- fanout memory` these parts. */
const parts = { fanout, stalled, compression, latency, memory, appends, notifications, noisy, coldStart };
/** These take minutes, and are measured where they are named. */
const longParts = { client, durable, jobs, feeds, webSockets, issues, sockets, web };
const wanted = process.argv.slice(2);
const chosen = wanted.length > 0 ? { ...parts, ...longParts } : parts;
const within = seconds(wanted.some((name) => name in longParts) ? 1800 : 600);
await runParts(chosen, wanted, { file: join(scratchDir, "bench.json"), within });
