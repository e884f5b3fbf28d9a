import { createLiveState, type LiveState, newKey, type RealtimeEvent, type Told } from "@firecast/client";
import type { QueryCacheNotifyEvent, QueryClient } from "@tanstack/react-query";
import { applyStrategy, type CacheStrategy } from "./cache-strategies.js";

interface CachedEvent extends Told {
  readonly apply: (cached: unknown) => unknown;
}

type Query = QueryCacheNotifyEvent["query"];
type Live = LiveState<unknown, CachedEvent>;

interface Followed {
  readonly live: Live;
  /** Of the fetch in flight. */
  fetching?: ReturnType<Live["fetching"]>;
}

/** What `useMutation` takes: the change shows at once, and is taken back where the request fails. */
export interface OptimisticMutation<Variables> {
  readonly onMutate: (variables: Variables) => string;
  readonly onError: (error: unknown, variables: Variables, key: string | undefined) => void;
  readonly onSuccess: (answer: unknown, variables: Variables, key: string | undefined) => void;
}

export interface LiveQueries {
  /** Changes what is cached under each query whose key begins with `queryKey`. */
  readonly mutation: <Variables>(options: {
    queryKey: readonly unknown[];
    apply: (cached: unknown, variables: Variables) => unknown;
  }) => OptimisticMutation<Variables>;
  readonly receive: (event: RealtimeEvent) => void;
  /** Events were lost, or a channel has begun after what is cached was fetched: fetches it again. Keys that an event names stay. */
  readonly refetch: () => void;
  /** Begins to watch the cache. Returns what ends that. */
  readonly start: () => () => void;
}

/**
 * Keeps what React Query has cached true to its events: a refetch that lands does not undo a newer event, an event nothing that
 * was fetched after it, and a failed mutation nothing but itself.
 */
export function liveQueries(client: QueryClient, strategies: readonly CacheStrategy[]): LiveQueries {
  const cache = client.getQueryCache();
  const followed = new Map<string, Followed>();
  /** What this writes into the cache is not the application's own change. */
  let isWriting = false;

  const write = (query: Query, data: unknown): void => {
    if (data === undefined || data === query.state.data) return;
    isWriting = true;
    client.setQueryData(query.queryKey, data, { updatedAt: query.state.dataUpdatedAt });
    isWriting = false;
  };
  const follow = (query: Query): Followed => {
    const known = followed.get(query.queryHash);
    if (known) return known;
    const live = createLiveState<unknown, CachedEvent>({
      initial: query.state.data,
      reduce: (cached, { apply }) => apply(cached),
    });
    live.subscribe(() => write(query, live.get()));
    const made: Followed = { live };
    if (query.state.fetchStatus !== "idle") made.fetching = live.fetching();
    followed.set(query.queryHash, made);
    return made;
  };
  const ofFetches = ({ query, action }: Extract<QueryCacheNotifyEvent, { type: "updated" }>): void => {
    if (action.type === "fetch") {
      const one = follow(query);
      one.fetching?.fail();
      one.fetching = one.live.fetching();
    }
    const one = followed.get(query.queryHash);
    if (!one || isWriting) return;
    if (action.type === "success") {
      const data: unknown = query.state.data;
      const landing = action.manual ? one.live.fetching() : (one.fetching ?? one.live.fetching());
      if (!action.manual) delete one.fetching;
      landing.land(() => data);
      write(query, one.live.get());
    }
    if (action.type === "error" && query.state.fetchStatus === "idle") {
      one.fetching?.fail();
      delete one.fetching;
    }
  };
  const watch = (event: QueryCacheNotifyEvent): void => {
    if (event.type === "updated") ofFetches(event);
    if (event.type === "removed") followed.delete(event.query.queryHash);
  };
  const each = (queryKey: readonly unknown[], act: (live: Live) => void): void => {
    for (const query of cache.findAll({ queryKey })) act(follow(query).live);
  };

  const follows = ({ queryKey, transform, updateType }: CacheStrategy, event: RealtimeEvent): void => {
    const change = transform ? transform(event) : event.data;
    const apply = (cached: unknown) => applyStrategy(cached, change, updateType);
    const { idempotencyKey } = event;
    each(typeof queryKey === "function" ? queryKey(event) : queryKey, (live) =>
      live.receive({ apply, idempotencyKey }),
    );
  };

  return {
    receive: (event) => {
      const errors: unknown[] = [];
      for (const strategy of strategies) {
        if (!`${event.type}:`.startsWith(`${strategy.entity}:`)) continue;
        try {
          follows(strategy, event);
        } catch (error) {
          errors.push(error);
        }
      }
      // The others have had it; the client tells of what is thrown.
      if (errors.length > 0) throw errors[0];
    },
    refetch: () => {
      const keys = strategies.flatMap(({ queryKey }) => (typeof queryKey === "function" ? [] : [queryKey]));
      // Each once: a fetch that begins ends the one before.
      const known = new Map(keys.map((queryKey) => [JSON.stringify(queryKey), queryKey]));
      for (const queryKey of known.values()) void client.invalidateQueries({ queryKey });
    },
    mutation: ({ queryKey, apply }) => ({
      onMutate: (variables) => {
        const key = newKey();
        const own = (cached: unknown) => (cached === undefined ? cached : apply(cached, variables));
        each(queryKey, (live) => live.begin({ key, apply: own }));
        return key;
      },
      onError: (_error, _variables, key = "") => each(queryKey, (live) => live.refused(key)),
      onSuccess: (_answer, _variables, key = "") => {
        each(queryKey, (live) => live.answered(key));
        // Whether other changes came before it or after it, only a fetch tells.
        void client.invalidateQueries({ queryKey });
      },
    }),
    start: () => {
      const unsubscribe = cache.subscribe(watch);
      return () => {
        unsubscribe();
        followed.clear();
      };
    },
  };
}
