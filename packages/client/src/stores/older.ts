import type { Fetching } from "../optimistic/journal.js";
import { type Row, withRow } from "./rows.js";
import type { Loaded } from "./source.js";

/** The newest messages, oldest first, and whether there are older ones. */
export interface Held<M> {
  readonly messages: readonly M[];
  readonly hasOlder: boolean;
}

interface OlderOptions<M, State> {
  readonly live: {
    readonly base: () => State;
    readonly fetching: (options: { part: true }) => Fetching<State>;
  };
  readonly note: (change: Partial<Loaded>) => void;
  /** Newest first. `cursor`: where a page has ended, or a message's `seq`. */
  readonly list: (cursor: string) => Promise<{ items: readonly M[]; nextCursor: string | null }>;
}

/** How much of a list of messages is held: pages of older ones are added, and let go of. */
export function olderPages<M extends Row, State extends Held<M>>({
  live,
  note,
  list,
}: OlderOptions<M, State>) {
  let cursor: string | null = null;
  /** A page that was asked for before older messages were let go of does not adjoin what is left. */
  let forgotten = 0;
  return {
    /** The newest page was fetched: `nextCursor` is where it has ended. */
    begin: (nextCursor: string | null): void => void (cursor = nextCursor),
    loadOlder: async (): Promise<void> => {
      if (cursor === null) return;
      const fetching = live.fetching({ part: true });
      const asked = forgotten;
      try {
        const { items, nextCursor } = await list(cursor);
        if (asked < forgotten) return fetching.fail();
        const add = (state: State): State => ({
          ...state,
          messages: state.messages.reduce(withRow<M>, items.toReversed()),
          hasOlder: nextCursor !== null,
        });
        if (fetching.land(add)) cursor = nextCursor;
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
      const { messages } = live.base();
      const [oldest] = messages.slice(-keep);
      if (!oldest || oldest === messages[0]) return;
      forgotten++;
      cursor = `${oldest.seq}`;
      live
        .fetching({ part: true })
        .land((state) => ({ ...state, messages: state.messages.slice(-keep), hasOlder: true }));
    },
  };
}
