import { type ChildProcess, fork } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { bundled } from "../../support/bundled.js";
import { Answer, type Job, type Order } from "./job.js";

const program = new URL("worker.ts", import.meta.url);

export interface Outcome {
  readonly type: "done" | "failed" | "killed";
  readonly job: Job;
  /** ms since the epoch. */
  readonly begunAt: number;
  readonly endedAt: number;
}

interface Worker {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  /** Called once, with what it answers next. */
  answered: (answer: Answer) => void;
}

const hungAfterMs = 60_000;
/** Turns of this process in which it reads all that a process has sent that is dead, however busy the machine is. */
const turnsToRead = 10;

/** Processes of the product that wait for work; whoever is killed has a successor. */
export class Workers {
  private readonly alive = new Set<Worker>();
  private readonly idle: Worker[] = [];
  private readonly waiting: { resolve: (worker: Worker) => void; reject: (error: Error) => void }[] = [];
  private stopping = false;
  /** One that ends by itself would end again: the rest is not tried. */
  private broken: Error | undefined;
  /** What went wrong in them, each once. */
  readonly errors = new Set<string>();

  private constructor(
    private readonly program: string,
    private readonly databaseId: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    process.once("exit", this.killAll);
  }

  static async start(count: number, databaseId: string, env: NodeJS.ProcessEnv): Promise<Workers> {
    const workers = new Workers(await bundled(program), databaseId, env);
    while (workers.alive.size < count) workers.spawn();
    return workers;
  }

  /**
   * Has a job done by whoever is free, and kills it meanwhile if a moment is given.
   *
   * @throws if a process has ended by itself.
   */
  async run(order: Order, killAfterMs?: number): Promise<Outcome> {
    const worker = await this.free();
    const begunAt = Date.now();
    const answer = new Promise<Answer>((resolve) => (worker.answered = resolve));
    worker.process.send(order);
    const kill = (): void => void worker.process.kill("SIGKILL");
    const hung = (): void => {
      this.errors.add(`${order.job.type} hung`);
      kill();
    };
    const end = killAfterMs === undefined ? setTimeout(hung, hungAfterMs) : setTimeout(kill, killAfterMs);
    const outcome = await Promise.race([answer, worker.ended]);
    clearTimeout(end);
    if (!outcome) for (let count = 0; count < turnsToRead; count++) await turn();
    const { job } = order;
    const times = { job, begunAt, endedAt: Date.now() };
    if (!outcome) return { type: "killed", ...times };
    // It may have got its signal in the meantime.
    if (!worker.process.killed) this.offer(worker);
    return { type: outcome.type === "failed" ? "failed" : "done", ...times };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    process.off("exit", this.killAll);
    this.killAll();
    await Promise.all([...this.alive].map(({ ended }) => ended));
  }

  private readonly killAll = (): void => {
    for (const { process } of this.alive) process.kill("SIGKILL");
  };

  private free(): Promise<Worker> {
    if (this.broken) return Promise.reject(this.broken);
    const worker = this.idle.shift();
    if (worker) return Promise.resolve(worker);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private offer(worker: Worker): void {
    const next = this.waiting.shift();
    if (next) next.resolve(worker);
    else this.idle.push(worker);
  }

  private spawn(): void {
    const child = fork(this.program, [this.databaseId], {
      execArgv: [],
      env: this.env,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const worker: Worker = {
      process: child,
      ended: new Promise((resolve) => child.once("exit", () => resolve())),
      answered: () => this.offer(worker),
    };
    this.alive.add(worker);
    child.on("message", (message) => {
      const answer = Answer.parse(message);
      if (answer.type === "wrong") this.errors.add(answer.what);
      else worker.answered(answer);
    });
    child.once("exit", (code) => {
      this.alive.delete(worker);
      if (code !== null) this.broken = new Error(`a process ended by itself with ${code}`);
      if (!this.broken && !this.stopping) this.spawn();
      if (this.broken) for (const { reject } of this.waiting.splice(0)) reject(this.broken);
    });
  }
}
