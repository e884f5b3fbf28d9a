import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { endOf } from "../../scripts/emulators/log-file.mjs";
import { signal } from "../../scripts/emulators/processes.mjs";
import { scratchDir } from "../../scripts/project.mjs";
import { seconds, until } from "../../scripts/wait.mjs";

/** A process of the benchmark. It hears and answers over its IPC channel. */
export interface Child {
  readonly log: string;
  tell(message: Message): void;
  /** One question at a time. @throws Error if the process ends, fails or is silent for too long. */
  ask<Answer>(question: Message): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Message {
  type: string;
  [detail: string]: unknown;
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
const endsWithin = seconds(10);
const running = new Set<Child>();

export function startChild({ name, args, cwd, env }: ChildSpec): Child {
  mkdirSync(scratchDir, { recursive: true });
  const log = join(scratchDir, `bench-${name}.log`);
  const output = openSync(log, "w");
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  const started: Child = {
    log,
    tell: (message) => void child.send(message),
    ask: (question) => ask(child, name, log, question),
    stop: async () => {
      running.delete(started);
      await end(child);
    },
  };
  running.add(started);
  return started;
}

/** Whatever still runs, also after a failure. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

function ask<Answer>(child: ChildProcess, name: string, log: string, question: Message): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(limit);
      child.off("message", onAnswer).off("exit", onExit);
      act();
    };
    const fail = (what: string) => settle(() => reject(new Error(`${name} ${what}\n${endOf(log)}`)));
    const onExit = () => fail("ended.");
    const onAnswer = (answer: { failure: string } | { answer: Answer }): void => {
      if ("failure" in answer) fail(answer.failure);
      else settle(() => resolve(answer.answer));
    };
    const limit = setTimeout(() => fail("does not answer."), answerWithin);
    child.on("message", onAnswer).on("exit", onExit);
    child.send(question);
  });
}

async function end(child: ChildProcess): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  if (child.pid === undefined || hasEnded()) return;
  signal(child.pid, "SIGTERM");
  if (await until(hasEnded, { within: endsWithin })) return;
  signal(child.pid, "SIGKILL");
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("There is no free port."));
    });
  });
}
