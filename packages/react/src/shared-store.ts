import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Readable, Realtime, Source } from "@firecast/client";
import { nextFrame } from "./events/frame.js";

export interface Shared<T, S extends Source<T> = Source<T>> extends Readable<T> {
  readonly source: S;
  /** Begins, and settles when `isKnown` holds: a component waits to show it. */
  readonly load: (isKnown: (value: T) => boolean) => Promise<void>;
  /** Its failure is shown: a component that comes later begins anew. */
  readonly failed: () => void;
}

/** StrictMode and routes unmount and mount again at once: a subscription outlives that. */
export const releasedAfterMs = 2500;

interface Owner {
  uid: string | undefined;
  era: number;
}

const owners = new WeakMap<Realtime, Owner>();

/** Counts the users of a client: nothing of one is shown to the next. Who is there first may become known late. */
export function eraOf(realtime: Realtime): number {
  const owner = owners.get(realtime) ?? { uid: undefined, era: 0 };
  owners.set(realtime, owner);
  if (owner.uid !== undefined && owner.uid !== realtime.uid) owner.era++;
  owner.uid = realtime.uid;
  return owner.era;
}

const stores = new WeakMap<Realtime, Map<string, Shared<unknown>>>();

/** The store of that name, made by the first who asks. */
export function sharedStore<T, S extends Source<T>>(
  realtime: Realtime,
  name: string,
  create: () => S & Source<T>,
): Shared<T, S> {
  const named = stores.get(realtime) ?? new Map<string, Shared<unknown>>();
  stores.set(realtime, named);
  const known = named.get(name);
  // One name is one kind of store: `name` begins with the hook's own.
  if (known) return asNamed<T, S>(known);
  const made: Shared<T, S> = share(create(), {
    begins: () => named.set(name, made),
    ends: () => named.delete(name),
  });
  named.set(name, made);
  return made;
}

// eslint-disable-next-line @typescript-eslint/consistent-type-assertions
const asNamed = <T, S extends Source<T>>(store: Shared<unknown>) => store as Shared<T, S>;

function share<T, S extends Source<T>>(
  source: S,
  { begins, ends }: { begins(): void; ends(): void },
): Shared<T, S> {
  const listeners = new Set<() => void>();
  let stop: (() => void) | undefined;
  let release: ReturnType<typeof setTimeout> | undefined;
  const tell = nextFrame(() => {
    for (const listener of [...listeners]) listener();
  });
  const begin = (): void => {
    const unsubscribe = source.subscribe(tell);
    const end = source.start();
    begins();
    stop = () => {
      end();
      unsubscribe();
    };
  };
  const end = (): void => {
    stop?.();
    stop = undefined;
    ends();
  };
  const leave = (listener: () => void) => (): void => {
    listeners.delete(listener);
    if (listeners.size === 0) release = setTimeout(end, releasedAfterMs);
  };
  const subscribe = (listener: () => void): (() => void) => {
    clearTimeout(release);
    listeners.add(listener);
    // What was refused may be allowed to who comes later.
    if (stop && source.isRefused?.()) stop();
    else if (stop) return leave(listener);
    begin();
    return leave(listener);
  };
  return {
    source,
    get: source.get,
    subscribe,
    // Not in this turn: React renders once more before it believes an error.
    failed: () => {
      if (listeners.size > 0) return;
      clearTimeout(release);
      release = setTimeout(end, 0);
    },
    load: (isKnown) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isKnown(source.get())) return;
          unsubscribe();
          resolve();
        };
        const unsubscribe = subscribe(look);
        look();
      }),
  };
}

const never = (): (() => void) => () => undefined;

/** A store's value, rendered at most once a frame; without a store, and where pages are only rendered, `initial`. */
export function useStore<T>(store: Readable<T> | undefined, initial: T): T {
  const getInitial = useCallback(() => initial, [initial]);
  return useSyncExternalStore(store?.subscribe ?? never, store?.get ?? getInitial, getInitial);
}

export interface SharedOptions<T, S extends Source<T>> {
  /** All that `create` depends on. */
  readonly name: string;
  readonly create: () => S & Source<T>;
  readonly initial: T;
}

/** What all components that name it follow together, and what it shows now. */
export function useShared<T, S extends Source<T>>(
  realtime: Realtime,
  { name, create, initial }: SharedOptions<T, S>,
): { view: T; source: S; store: Shared<T, S> } {
  const own = `${eraOf(realtime)}\n${name}`;
  const store = useMemo(() => sharedStore<T, S>(realtime, own, create), [realtime, own]);
  return { view: useStore(store, initial), source: store.source, store };
}
