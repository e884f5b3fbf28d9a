import type { Realtime, RealtimeEvent } from "@firecast/client";
import type { QueryClient } from "@tanstack/react-query";
import type { CacheStrategy } from "./cache-strategies.js";
import { type LiveQueries, liveQueries } from "./live-queries.js";

export interface HeldQueries {
  readonly queries: LiveQueries;
  /** Begins to apply events, first those of `early` that were heard before. Returns what ends that. */
  readonly hold: (early?: readonly RealtimeEvent[]) => () => void;
}

/** Applies the events of all channels that the page subscribes to, for as long as a component holds it. */
export function heldQueries(
  realtime: Realtime,
  client: QueryClient,
  strategies: readonly CacheStrategy[],
): HeldQueries {
  const queries = liveQueries(client, strategies);
  let holders = 0;
  let stop = (): void => undefined;
  const start = (early: readonly RealtimeEvent[]): void => {
    const unwatch = queries.start();
    const subscription = realtime.subscribe("*", queries.receive, {
      onStart: ({ start }) => {
        if (start !== "resumed") queries.refetch();
      },
    });
    early.forEach(queries.receive);
    stop = () => {
      subscription.unsubscribe();
      unwatch();
    };
  };
  return {
    queries,
    hold: (early = []) => {
      if (holders++ === 0) start(early);
      return () => {
        if (--holders === 0) stop();
      };
    },
  };
}

const provided = new WeakMap<Realtime, WeakMap<QueryClient, HeldQueries>>();

/** Those of a provider's `cacheStrategies`, which are read once: its own and those of the page's hooks are the same. */
export function providedQueries(
  realtime: Realtime,
  client: QueryClient,
  strategies: readonly CacheStrategy[],
): HeldQueries {
  const ofRealtime = provided.get(realtime) ?? new WeakMap<QueryClient, HeldQueries>();
  provided.set(realtime, ofRealtime);
  const held = ofRealtime.get(client) ?? heldQueries(realtime, client, strategies);
  ofRealtime.set(client, held);
  return held;
}
