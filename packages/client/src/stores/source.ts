import type { Readable } from "../optimistic/readable.js";
import { createListeners } from "../optimistic/readable.js";

/** What follows the server while it is started. */
export interface Source<T> extends Readable<T> {
  /** Begins to follow. Returns what ends that; then it can begin again. */
  readonly start: () => () => void;
}

/** How far a view is known. */
export interface Loaded {
  readonly isLoaded: boolean;
  /** Why the last fetch or write failed; gone with the next one that succeeds. */
  readonly error: unknown;
}

/** A state together with how far it is known: one object, the same until something has changed. */
export function viewOf<State extends object>(live: Readable<State>) {
  const listeners = createListeners();
  let loaded: Loaded = { isLoaded: false, error: undefined };
  let view: State & Loaded = { ...live.get(), ...loaded };
  const show = (): void => {
    view = { ...live.get(), ...loaded };
    listeners.tell();
  };
  live.subscribe(show);
  return {
    get: () => view,
    subscribe: listeners.subscribe,
    note: (change: Partial<Loaded>): void => {
      loaded = { ...loaded, ...change };
      show();
    },
  };
}
