import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Meters } from "./meters.js";
import { type NetworkBytes, networkBytes } from "./networkBytes.js";

/** What a process uses of its machine; names as prom-client gives them by default. */
export function meterProcess(meters: Meters): void {
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  const seconds = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
  meters.total("process_cpu_seconds_total", "CPU time of the process, seconds.", () => {
    const { user, system } = process.cpuUsage();
    return [{ labels: {}, value: (user + system) / 1e6 }];
  });
  meters.gauge("process_resident_memory_bytes", "Resident memory, bytes.", () => [
    { labels: {}, value: process.memoryUsage.rss() },
  ]);
  meters.gauge("nodejs_heap_size_used_bytes", "Heap in use, bytes.", () => [
    { labels: {}, value: process.memoryUsage().heapUsed },
  ]);
  const network = (name: string, help: string, read: (bytes: NetworkBytes) => number): void =>
    meters.total(name, help, () => {
      const bytes = networkBytes();
      return bytes ? [{ labels: {}, value: read(bytes) }] : [];
    });
  network("process_network_receive_bytes_total", "Bytes received over the network.", (all) => all.received);
  network("process_network_transmit_bytes_total", "Bytes sent over the network.", (all) => all.sent);
  meters.gauge("process_uptime_seconds", "Since the process began, seconds.", () => [
    { labels: {}, value: process.uptime() },
  ]);
  meters.gauge(
    "nodejs_eventloop_lag_seconds",
    "Lag of the event loop since the figures were last read.",
    () => {
      const values = [
        { labels: { quantile: "0.5" }, value: seconds(lag.percentile(50)) },
        { labels: { quantile: "0.99" }, value: seconds(lag.percentile(99)) },
        { labels: { quantile: "1" }, value: seconds(lag.max) },
      ];
      lag.reset();
      return values;
    },
  );
}
