import { join } from "node:path";
import { scratchDir } from "../scripts/project.mjs";
import { fanout } from "./fanout.js";
import { memory } from "./memory.js";
import { runParts } from "./support/run.js";

/** `npm run bench` measures all of it, `npm run bench -- fanout memory` these parts. */
await runParts({ fanout, memory }, process.argv.slice(2), join(scratchDir, "bench.json"));
