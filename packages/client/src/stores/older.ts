import type { LiveState } from "../optimistic/liveState.js";
import { type Row, withRow } from "./rows.js";
import type { Loaded } from "./source.js";

/** The newest messages, oldest first, and whether there are older ones. */
export interface Held<M> {
  readonly messages: readonly M[];
  readonly hasOlder: boolean;
}

interface OlderOptions<M, State> {
  readonly live: Pick<LiveState<State, unknown>, "base" | "change" | "fetching">;
  readonly note: (change: Partial<Loaded>) => void;
  /** Newest first: what is older than the message of that `seq`. */
  readonly list: (before: string) => Promise<{ items: readonly M[]; nextCursor: string | null }>;
}

/** How much of a list of messages is held: pages of older ones are added, and let go of. */
export function olderPages<M extends Row, State extends Held<M>>({
  live,
  note,
  list,
}: OlderOptions<M, State>) {
  return {
    loadOlder: async (): Promise<void> => {
      const { messages, hasOlder } = live.base();
      const [oldest] = messages;
      if (!oldest || !hasOlder) return;
      const fetching = live.fetching({ part: true });
      try {
        const { items, nextCursor } = await list(`${oldest.seq}`);
        fetching.land((state) => ({
          ...state,
          messages: state.messages.reduce(withRow<M>, items.toReversed()),
          hasOlder: nextCursor !== null,
        }));
      } catch (error) {
        fetching.fail();
        note({ error });
      }
    },
    /**
     * Lets go of all but the newest `keep`: `loadOlder` fetches them again. A page that stays open for days calls it while its
     * reader is at the end.
     */
    forgetOlder: (keep: number): void => {
      // A page in flight that does not adjoin what is left any more is let go of, too: the change is made again over it.
      live.change((state) =>
        state.messages.length > keep
          ? { ...state, messages: state.messages.slice(-keep), hasOlder: true }
          : state,
      );
    },
  };
}
