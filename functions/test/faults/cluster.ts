import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bundled } from "../support/bundled.js";

/** What the container of a deployed function runs. */
const framework = join(
  dirname(createRequire(import.meta.url).resolve("@google-cloud/functions-framework")),
  "main.js",
);

interface Member {
  port: number;
  process: ChildProcess;
  spawnedAt: number;
  ready: boolean;
}

/** Server processes in production's runtime that die and come back. */
export class Cluster {
  private readonly members: Member[] = [];
  private stopping = false;
  private program = "";
  deaths = 0;

  constructor(
    private readonly ports: readonly number[],
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async start(): Promise<void> {
    this.program = await bundled(new URL("server.ts", import.meta.url));
    for (const port of this.ports) this.members.push(this.spawn(port));
    await Promise.all(this.members.map((member) => this.untilReady(member)));
  }

  /** Base URL of a server that was ready a moment ago; it may be dead by now. */
  any(): string | undefined {
    const ready = this.members.filter((member) => member.ready);
    const chosen = ready[Math.floor(Math.random() * ready.length)];
    return chosen && `http://127.0.0.1:${chosen.port}`;
  }

  /** Kills one that is ready, if that leaves another. Returns whether it did. */
  killOne(): boolean {
    const ready = this.members.filter((member) => member.ready);
    if (ready.length < 2) return false;
    return ready[Math.floor(Math.random() * ready.length)]?.process.kill("SIGKILL") ?? false;
  }

  /** What was made before belongs to a server that is dead. */
  get oldestSpawnedAt(): number {
    return Math.min(...this.members.map(({ spawnedAt }) => spawnedAt));
  }

  async allReady(): Promise<void> {
    while (!this.members.every((member) => member.ready)) await delay(50);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(
      this.members.map(async ({ process }) => {
        if (process.exitCode !== null || process.signalCode !== null) return;
        const gone = new Promise((resolve) => process.once("exit", resolve));
        process.kill("SIGTERM");
        const limit = setTimeout(() => process.kill("SIGKILL"), 10_000);
        await gone;
        clearTimeout(limit);
      }),
    );
  }

  private spawn(port: number): Member {
    const child = spawn(
      process.execPath,
      [framework, "--target=streams", `--source=${this.program}`, `--port=${port}`],
      { env: this.env, stdio: ["ignore", "ignore", "inherit"] },
    );
    const member: Member = { port, process: child, spawnedAt: Date.now(), ready: false };
    child.once("exit", (code) => {
      member.ready = false;
      if (this.stopping) return;
      // Whoever was not killed would end again: all that wait for it hear so.
      if (code !== null) throw new Error(`a server ended by itself with ${code}`);
      this.deaths++;
      const successor = this.spawn(port);
      this.members[this.members.indexOf(member)] = successor;
      void this.untilReady(successor);
    });
    return member;
  }

  private async untilReady(member: Member): Promise<void> {
    while (!this.stopping && member.process.exitCode === null && member.process.signalCode === null) {
      const health = await fetch(`http://127.0.0.1:${member.port}/realtime/health`).catch(() => undefined);
      if (health?.ok) {
        member.ready = true;
        return;
      }
      await delay(50);
    }
  }
}
