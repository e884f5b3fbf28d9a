import { execFile } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { functionsDir, functionsTool, host, scratchDir } from "../scripts/project.mjs";
import { seconds } from "../scripts/wait.mjs";
import { freePort, startChild } from "./support/child.js";
import type { Part } from "./support/report.js";

const rounds = 7;
const firstAnswerWithin = seconds(30);

/** What a fresh process pays before it can serve: the imports, and the whole way to a first answer. */
export async function coldStart(): Promise<Part> {
  const empty = makeEmptyFunction();
  const built = (name: string): string => join(functionsDir, "lib", name);
  const declared = join(functionsDir, "main.cjs");
  const cache = join(functionsDir, "compile-cache");

  const imports = {
    empty: [] as number[],
    declared: [] as number[],
    trigger: [] as number[],
    streams: [] as number[],
    uncached: [] as number[],
  };
  const answers = { empty: [] as number[], streams: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    imports.empty.push(await timeImports([empty.file]));
    rmSync(cache, { recursive: true, force: true });
    imports.uncached.push(await timeImports([declared, built("served.js")]));
    await run("npm", ["run", "--silent", "gcp-build"], { cwd: functionsDir });
    imports.declared.push(await timeImports([declared]));
    imports.trigger.push(await timeImports([declared, built("instance.js")]));
    imports.streams.push(await timeImports([declared, built("served.js")]));
    answers.empty.push(await timeFirstAnswer(empty.dir, "empty"));
    answers.streams.push(await timeFirstAnswer(functionsDir, "streams"));
  }
  rmSync(cache, { recursive: true, force: true });
  const floor = "empty function with firebase-admin's Firestore";
  const figure = (name: string, ours: readonly number[], reach?: { atMost: number }) => ({
    ...{ name, unit: "ms", ours, floors: imports.empty, floor },
    ...(reach && { reach }),
  });
  return {
    figures: [
      figure("import of `streams` and what its first call loads", imports.streams, { atMost: 1.3 }),
      figure("import of a trigger and what its first call loads", imports.trigger, { atMost: 1.3 }),
      figure("the same of `streams` without the compile cache", imports.uncached),
      figure("import of the entry alone, every function's", imports.declared),
      {
        name: "process start to first answer, `streams`",
        unit: "ms",
        ours: answers.streams,
        floors: answers.empty,
        floor,
      },
    ],
    notes: [
      "Cold start, imports: CPU time. The server of functions-framework, with which each process begins, is loaded before the clock starts. All " +
        "triggers and tasks import the same. Cloud Build fills V8's compile cache (`gcp-build`), and so does the bench; the " +
        "empty function has none.",
    ],
  };
}

/** Beside a link to the same packages, so that both sides load the same Firestore. */
function makeEmptyFunction(): { dir: string; file: string } {
  const dir = join(scratchDir, "bench-empty");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  symlinkSync(join(functionsDir, "node_modules"), join(dir, "node_modules"));
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module", main: "index.js" }));
  const file = join(dir, "index.js");
  writeFileSync(
    file,
    `import { initializeApp } from "firebase-admin/app";
import { getFirestore } from "firebase-admin/firestore";
import { onRequest } from "firebase-functions/https";

const firestore = getFirestore(initializeApp());
export const empty = onRequest((req, res) => void res.json({ root: firestore.collection("a").path }));
`,
  );
  return { dir, file };
}

const run = promisify(execFile);

async function timeImports(files: readonly string[]): Promise<number> {
  const framework = functionsTool("@google-cloud/functions-framework/build/src/server.js");
  const script = `
    await import(${JSON.stringify(framework)});
    const begun = process.cpuUsage();
    for (const file of ${JSON.stringify(files)}) await import(file);
    const { user, system } = process.cpuUsage(begun);
    console.log("took", (user + system) / 1000);
    process.exit();`;
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await run(process.execPath, args, { cwd: functionsDir, timeout: firstAnswerWithin });
  return Number(/^took (.+)$/m.exec(stdout)?.[1]);
}

async function timeFirstAnswer(source: string, target: string): Promise<number> {
  const port = await freePort();
  const framework = functionsTool("@google-cloud/functions-framework/build/src/main.js");
  const begun = performance.now();
  const child = startChild({
    name: `cold-${target}`,
    args: [framework, `--target=${target}`, `--source=${source}`, `--port=${port}`],
    cwd: source,
    env: { K_SERVICE: target, NODE_ENV: "production" },
  });
  try {
    while (!(await answers(port))) {
      if (performance.now() - begun > firstAnswerWithin) throw new Error(`${target} does not answer`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return performance.now() - begun;
  } finally {
    await child.stop();
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    request({ host, port, path: "/api/realtime/health", agent: false }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode === 200));
    })
      .once("error", () => resolve(false))
      .end();
  });
}
