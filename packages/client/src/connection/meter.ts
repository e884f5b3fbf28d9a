import type { Environment } from "../environment/environment.js";
import type { MonitorFigures } from "../types/options.js";

const keptLatencies = 200;
const rateOverMs = 10_000;

/** Counts what the monitor shows. */
export class Meter {
  private readonly latencies: number[] = [];
  private readonly times: number[] = [];
  private readonly causes = new Map<string, number>();
  private connects = 0;
  private bytes = 0;
  private events = 0;
  private errors = 0;
  /** What the server's clock is ahead, ms. */
  private ahead: number | undefined;

  constructor(private readonly env: Pick<Environment, "now">) {}

  connected(): void {
    this.connects++;
  }

  reconnected(cause: string): void {
    this.causes.set(cause, (this.causes.get(cause) ?? 0) + 1);
  }

  read(chars: number): void {
    this.bytes += chars;
  }

  failed(): void {
    this.errors++;
  }

  /** What the server's clock showed when it sent what has just come. */
  clock(at: string): void {
    const ahead = Date.parse(at) - this.env.now();
    // The greatest is the one that was under way for the shortest time.
    if (Number.isFinite(ahead)) this.ahead = Math.max(this.ahead ?? -Infinity, ahead);
  }

  delivered(at: string): void {
    const now = this.env.now();
    this.events++;
    this.times.push(now);
    if (this.times.length > 2 * keptLatencies) this.times.splice(0, keptLatencies);
    this.latencies.push(now + (this.ahead ?? 0) - Date.parse(at));
    if (this.latencies.length > 2 * keptLatencies) this.latencies.splice(0, keptLatencies);
  }

  serverNow(): number {
    return this.env.now() + (this.ahead ?? 0);
  }

  figures(): MonitorFigures {
    const sorted = this.latencies.slice(-keptLatencies).toSorted((a, b) => a - b);
    const since = this.env.now() - rateOverMs;
    return {
      latencyMs: sorted[Math.floor(sorted.length / 2)],
      connects: this.connects,
      reconnects: Object.fromEntries(this.causes),
      bytes: this.bytes,
      events: this.events,
      eventsPerSecond: this.times.filter((at) => at > since).length / (rateOverMs / 1000),
      errors: this.errors,
    };
  }
}
