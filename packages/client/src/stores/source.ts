import { RequestProblem } from "../calls/problem.js";
import type { Readable } from "../optimistic/readable.js";
import { createListeners } from "../optimistic/readable.js";

/** What follows the server while it is started. */
export interface Source<T> extends Readable<T> {
  /** Begins to follow. Returns what ends that; then it can begin again. */
  readonly start: () => () => void;
  /** Its channel was refused, and nothing of it comes any more: only another start may bring it back. Default: never. */
  readonly isRefused?: () => boolean;
}

/** How far a view is known. */
export interface Loaded {
  readonly isLoaded: boolean;
  /** Why the last fetch or write failed; gone with the next one that succeeds. */
  readonly error: unknown;
}

/** Remembers whether a channel, or the fetch of its state, was refused since it began. */
export function refusal() {
  let refused = false;
  return {
    isRefused: (): boolean => refused,
    begins: (): void => void (refused = false),
    refuse: (): void => void (refused = true),
    /** The same answer, with a look at why there is none. */
    watched: async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
      try {
        return await answer;
      } catch (error) {
        if (error instanceof RequestProblem && [403, 404].includes(error.status)) refused = true;
        throw error;
      }
    },
  };
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
