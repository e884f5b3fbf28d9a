import { readFileSync } from "node:fs";

/** Bytes that the container has received and sent over IP since it began. */
export interface NetworkBytes {
  readonly received: number;
  readonly sent: number;
}

/** Undefined where there is no Linux to ask. Figures as those that Prometheus's clients name `process_network_*`. */
export function networkBytes(): NetworkBytes | undefined {
  try {
    return networkBytesIn(readFileSync("/proc/self/net/netstat", "utf8"));
  } catch {
    return undefined;
  }
}

/** A line of names comes before a line of values, each with the same first word (https://man7.org/linux/man-pages/man5/proc_pid_net.5.html). */
export function networkBytesIn(netstat: string): NetworkBytes | undefined {
  const [names = [], values = []] = netstat
    .split("\n")
    .map((line) => line.split(/\s+/))
    .filter(([first]) => first === "IpExt:");
  const valueOf = (name: string): number => Number(values[names.indexOf(name)]);
  const [received, sent] = [valueOf("InOctets"), valueOf("OutOctets")];
  return Number.isFinite(received) && Number.isFinite(sent) ? { received, sent } : undefined;
}
