import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useRealtimeContext } from "../realtime-provider.js";
import type { CacheStrategy } from "./cache-strategies.js";
import { type LiveQueries, liveQueries } from "./live-queries.js";

export type { CacheStrategy } from "./cache-strategies.js";
export { type LiveQueries, liveQueries, type OptimisticMutation } from "./live-queries.js";

/**
 * Applies the events of all channels that the page subscribes to, as the provider's `cacheStrategies` say, or those given here.
 * They are read once. Call it once in a page, below the provider and React Query's own.
 */
export function useCacheStrategies(strategies?: readonly CacheStrategy[]): LiveQueries {
  const { realtime, config } = useRealtimeContext();
  const client = useQueryClient();
  const chosen = strategies ?? config.cacheStrategies;
  const queries = useMemo(() => liveQueries(client, chosen ?? []), [client]);
  useEffect(() => {
    const stop = queries.start();
    const subscription = realtime.subscribe("*", queries.receive);
    return () => {
      subscription.unsubscribe();
      stop();
    };
  }, [realtime, queries]);
  return queries;
}
