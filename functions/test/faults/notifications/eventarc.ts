import type { Random } from "../../../src/platform/ids.js";
import type { Job } from "./job.js";
import type { Outcome, Workers } from "./workers.js";

const mostDeliveries = 30;
/** Of a job that was never seen done. */
const assumedMs = 200;

interface Deps {
  workers: Pick<Workers, "run">;
  random: Random;
  now: () => number;
}

/**
 * Delivers each event until a process has handled it, as Eventarc does, and kills whoever is handling it: the moments are
 * spread over the whole handling and a little beyond, however fast the machine is.
 */
export class Eventarc {
  private readonly lasted = new Map<Job["type"], number[]>();
  deliveries = 0;
  readonly deaths: Outcome[] = [];

  constructor(private readonly deps: Deps) {}

  /** @param kills how many deliveries are to end in a death, at most: a process may be done before its moment comes. */
  async deliver(job: Job, kills = 0): Promise<void> {
    for (let delivery = 0; delivery < mostDeliveries; delivery++) {
      this.deliveries++;
      const moment = delivery < kills ? this.deps.random() * this.span(job) : undefined;
      const outcome = await this.deps.workers.run({ now: this.deps.now(), job }, moment);
      if (outcome.type === "killed") this.deaths.push(outcome);
      if (outcome.type === "done") return this.remember(outcome);
    }
    throw new Error(`Nobody handled ${JSON.stringify(job)}`);
  }

  /** How many have died of what. */
  get killed(): Partial<Record<Job["type"], number>> {
    const counts: Partial<Record<Job["type"], number>> = {};
    for (const { job } of this.deaths) counts[job.type] = (counts[job.type] ?? 0) + 1;
    return counts;
  }

  private span({ type }: Job): number {
    const known = this.lasted.get(type) ?? [];
    const mean = known.reduce((sum, ms) => sum + ms, 0) / known.length;
    return 1.2 * (known.length === 0 ? assumedMs : mean);
  }

  private remember({ job, begunAt, endedAt }: Outcome): void {
    this.lasted.set(job.type, [...(this.lasted.get(job.type) ?? []), endedAt - begunAt].slice(-10));
  }
}
