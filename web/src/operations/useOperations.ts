import { useRealtimeContext } from "@firecast/react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { operationCalls } from "../api/operations.js";
import { useCalls } from "../api/useCalls.js";
import { type Sample, samplesIn, sumOf } from "./metrics.js";

const everyMs = 5000;
const kept = 120;

/** One look at the metrics. */
interface Look {
  /** Seconds since 1970. */
  readonly at: number;
  readonly connections: number;
  readonly perSecond: number;
}

/** How the deployment does, asked for again while an operator looks. */
export function useOperations() {
  const { realtime } = useRealtimeContext();
  const calls = useCalls(operationCalls);
  const stats = useQuery({
    queryKey: ["stats"],
    queryFn: () => calls.stats(),
    refetchInterval: everyMs,
  });
  const metrics = useQuery({
    queryKey: ["metrics"],
    queryFn: async () => {
      const answer = await realtime.request("/api/realtime/metrics");
      if (!answer.ok) throw new Error(`Metrics: ${answer.status}`);
      return { at: Date.now() / 1000, samples: samplesIn(await answer.text()) };
    },
    refetchInterval: everyMs,
  });
  const runs = useQuery({ queryKey: ["runs"], queryFn: () => calls.runs(), refetchInterval: 6 * everyMs });
  const looks = useLooks(metrics.data);
  return { stats: stats.data, samples: metrics.data?.samples ?? [], runs: runs.data?.items, looks };
}

/** What was seen since the page was opened; rates are those between two looks. */
function useLooks(seen: { at: number; samples: readonly Sample[] } | undefined): readonly Look[] {
  const [known, setKnown] = useState<{ looks: readonly Look[]; at: number; deliveries: number }>();
  useEffect(() => {
    if (!seen) return;
    const deliveries = sumOf(seen.samples, "firecast_deliveries_total");
    const connections = sumOf(seen.samples, "firecast_connections");
    setKnown((before) => {
      const passed = before ? seen.at - before.at : 0;
      // An instance that has ended takes its count with it.
      const perSecond = before && passed > 0 ? Math.max(0, deliveries - before.deliveries) / passed : 0;
      const look = { at: seen.at, connections, perSecond: Math.round(perSecond * 10) / 10 };
      return { looks: [...(before?.looks ?? []), look].slice(-kept), at: seen.at, deliveries };
    });
  }, [seen]);
  return known?.looks ?? [];
}
