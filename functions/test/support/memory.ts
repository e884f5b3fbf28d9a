import { readFileSync, writeFileSync } from "node:fs";

/** Resident memory of a process, bytes: now, and at most since `forgetPeak` (Linux, `man 5 proc_pid_status`). */
export function memoryOf(pid: number) {
  const field = (name: string): number => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? NaN) * 1024;
  };
  return {
    now: () => field("VmRSS"),
    peak: () => field("VmHWM"),
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, "5"),
  };
}
