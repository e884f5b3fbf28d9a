import { type Context, useContext, useEffect } from "react";
import type { Realtime, RealtimeEvent } from "@firecast/client";
import type { QueryClient } from "@tanstack/react-query";
import type { CacheStrategy } from "./cache-strategies.js";
import { providedQueries } from "./provided-queries.js";

export interface AppliedProps {
  readonly realtime: Realtime;
  readonly strategies: readonly CacheStrategy[];
  /** What was heard before this was loaded; it is heard no more then. */
  readonly takeEarly: () => readonly RealtimeEvent[];
}

/** Applies a provider's strategies to the cache of the `QueryClientProvider` around it. Without one there is nothing to apply them to. */
export const appliedIn = (QueryClients: Context<QueryClient | undefined>) =>
  function Applied({ realtime, strategies, takeEarly }: AppliedProps) {
    const client = useContext(QueryClients);
    useEffect(
      () => (client ? providedQueries(realtime, client, strategies).hold(takeEarly()) : void takeEarly()),
      [realtime, client],
    );
    return null;
  };
