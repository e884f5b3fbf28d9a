import type { Change, LiveState, Told } from "../optimistic/liveState.js";
import type { Continuity } from "../types/states.js";
import type { SubscribeOptions } from "../types/options.js";
import { type Loaded, refusal } from "./source.js";

interface FollowOptions<State, Event extends Told> {
  readonly live: LiveState<State, Event>;
  /** Fetches the state, told as a change of what is known. */
  readonly load: () => Promise<Change<State>>;
  readonly note: (change: Partial<Loaded>) => void;
}

/**
 * Fetches a state and says how to subscribe to its events, so that nothing is missed between the two: what was read before the
 * channel was open may lack what came meanwhile, and is read again.
 */
export function follow<State, Event extends Told>({ live, load, note }: FollowOptions<State, Event>) {
  const { isRefused, begins, refuse, watched } = refusal();
  const fetchAll = async (): Promise<void> => {
    const fetching = live.fetching();
    try {
      if (fetching.land(await watched(load()))) note({ isLoaded: true, error: undefined });
    } catch (error) {
      fetching.fail();
      note({ error });
      throw error;
    }
  };
  const tried = (): void => void fetchAll().catch(() => undefined); // the view says why
  return {
    fetch: tried,
    begin: (): void => {
      begins();
      tried();
    },
    isRefused,
    options: {
      onStart: ({ start }: Continuity) => {
        if (start === "live") tried();
      },
      refetch: ({ head = 0 }: Continuity) => {
        live.reset(head);
        return fetchAll();
      },
      onEnd: (error) => {
        refuse();
        note({ error });
      },
    } satisfies SubscribeOptions,
  };
}
