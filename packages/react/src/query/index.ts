import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useRealtimeContext } from "../realtime-provider.js";
import type { CacheStrategy } from "./cache-strategies.js";
import type { LiveQueries } from "./live-queries.js";
import { heldQueries, providedQueries } from "./provided-queries.js";

export type { CacheStrategy } from "./cache-strategies.js";
export { type LiveQueries, liveQueries, type OptimisticMutation } from "./live-queries.js";

/**
 * The queries that the provider's `cacheStrategies` keep true, for mutations of them. Or those of strategies that are given here: they
 * are read once, and applied for as long as the component is there; call it once in a page then.
 */
export function useCacheStrategies(strategies?: readonly CacheStrategy[]): LiveQueries {
  const { realtime, config } = useRealtimeContext();
  const client = useQueryClient();
  const { queries, hold } = useMemo(
    () =>
      strategies
        ? heldQueries(realtime, client, strategies)
        : providedQueries(realtime, client, config.cacheStrategies ?? []),
    [realtime, client],
  );
  useEffect(() => hold(), [hold]);
  return queries;
}
