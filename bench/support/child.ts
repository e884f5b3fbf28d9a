import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { endOf } from "../../scripts/log-file.mjs";
import { signal } from "../../scripts/processes.mjs";
import { scratchDir } from "../../scripts/project.mjs";
import { pause, seconds, until } from "../../scripts/wait.mjs";

/** A process of the benchmark that answers questions over its IPC channel. */
export interface Child {
  readonly pid: number;
  /** One question at a time. @throws Error if the process dies or is silent for too long. */
  ask(question: object): Promise<unknown>;
  stop(): Promise<void>;
}

export interface ChildSpec {
  /** Names its log in `.emulators/`. */
  name: string;
  /** Arguments of Node: options, the file, its arguments. */
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

const answerWithin = seconds(60);
const running = new Set<Child>();

export function startChild({ name, args, cwd, env = {} }: ChildSpec): Child {
  mkdirSync(scratchDir, { recursive: true });
  const log = join(scratchDir, `bench-${name}.log`);
  const output = openSync(log, "w");
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start`);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));

  const answer = (question: object) =>
    new Promise<unknown>((resolve, reject) => {
      child.once("message", resolve);
      void ended.then(() => reject(new Error(`${name} ended:\n${endOf(log)}`)));
      void pause(answerWithin).then(() => reject(new Error(`${name} does not answer:\n${endOf(log)}`)));
      child.send(question);
    });

  const started: Child = {
    pid,
    ask: async (question) => {
      const answered = await answer(question);
      if (isFailure(answered)) throw new Error(`${name}: ${answered.failure}`);
      return answered;
    },
    stop: async () => {
      running.delete(started);
      if (child.exitCode !== null || child.signalCode !== null) return;
      signal(pid, "SIGTERM");
      if (await until(() => child.exitCode !== null || child.signalCode !== null, { within: seconds(10) })) return;
      signal(pid, "SIGKILL");
      await ended;
    },
  };
  running.add(started);
  return started;
}

const isFailure = (answer: unknown): answer is { failure: string } =>
  typeof answer === "object" && answer !== null && "failure" in answer;

/** Whatever still runs, also after a failure. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
