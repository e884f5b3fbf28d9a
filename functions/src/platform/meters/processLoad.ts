import { availableParallelism, totalmem } from "node:os";
import { type Clock, seconds } from "../clock.js";

/** What the process uses of its machine: shares of 1, and how long it has been there, seconds. */
export interface Load {
  readonly cpu: number;
  readonly memory: number;
  readonly uptime: number;
}

/** What is read of the process. */
export interface Usage {
  /** CPU time since it began, ms. */
  cpuMs(): number;
  /** Of the memory that it may take. */
  memory(): number;
  /** Seconds. */
  uptime(): number;
  readonly cpus: number;
}

const ofThisProcess: Usage = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  // Of a container without a limit Node says 0, or more than the machine has.
  memory: () => process.memoryUsage.rss() / Math.min(process.constrainedMemory() || Infinity, totalmem()),
  uptime: () => process.uptime(),
  cpus: availableParallelism(),
};

/** Over less time a share of CPU says nothing. */
const leastSpan = seconds(5);

/** Reads the load; that of the CPU is since the last look that was 5 s ago or longer. */
export function processLoad(clock: Clock, usage: Usage = ofThisProcess): () => Load {
  let last = { at: clock.now(), cpuMs: usage.cpuMs() };
  let cpu = 0;
  return () => {
    const now = { at: clock.now(), cpuMs: usage.cpuMs() };
    const span = now.at - last.at;
    if (span >= leastSpan) {
      cpu = share((now.cpuMs - last.cpuMs) / span / usage.cpus);
      last = now;
    }
    return { cpu, memory: share(usage.memory()), uptime: Math.round(usage.uptime()) };
  };
}

const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
