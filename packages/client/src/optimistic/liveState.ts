import { createJournal, type Fetching } from "./journal.js";
import { createListeners, type Readable } from "./readable.js";

/** What becomes of a state. It must not change the state that it is given. */
export type Change<State> = (state: State) => State;

/** What a live state needs to know of an event, whatever else the event says. */
export interface Told {
  /** Its position in the channel; ephemeral events have none. */
  readonly seq?: number | undefined;
  /** The Idempotency-Key of the request that caused it. */
  readonly idempotencyKey?: string | undefined;
}

/** An optimistic operation: what the screen shows before the server has said yes. */
export interface Operation<State> {
  /** The Idempotency-Key of its request. An operation with the key of a pending one takes its place. */
  readonly key: string;
  readonly apply: Change<State>;
}

/** What the server's answer to an operation says. */
export interface Answered<State> {
  /** Position of the event that the operation caused. Without it, the event is known by its key. */
  readonly seq?: number;
  /** Shows the answer in place of the guess until the event is there. */
  readonly apply?: Change<State>;
}

/**
 * A state that follows the server: fetched, changed by events, and shown with the pending operations re-run over it. Once every
 * event has arrived and every request is answered, it is the server's.
 */
export interface LiveState<State, Event> extends Readable<State> {
  /** The server's state, as far as it is known: without pending operations. */
  readonly base: () => State;
  readonly begin: (operation: Operation<State>) => void;
  /** The request has succeeded. The operation stays until its event, or a fetch that saw it, has arrived. */
  readonly answered: (key: string, answer?: Answered<State>) => void;
  /** The request was refused, or taken back: as if it had never been. */
  readonly refused: (key: string) => void;
  readonly receive: (event: Event) => void;
  /** Changes what is known of the server's state without an event, as where old rows are let go of. Fetches in flight change too. */
  readonly change: (change: Change<State>) => void;
  /** Call it before the request goes out. Events that come before it lands are applied again on what was fetched. */
  readonly fetching: (options?: { part?: boolean }) => Fetching<State>;
  /** Events up to `head` are lost. Fetches in flight are too old; begin another one. */
  readonly reset: (head: number) => void;
}

interface LiveStateOptions<State, Event> {
  initial: State;
  /** Applied twice, an event must leave the state as it is after the first time: a fetch may have seen it. */
  reduce: (state: State, event: Event) => State;
  /** Something can be known by a fetch alone. Default: the next fetch, whenever it is. */
  refetch?: () => void;
  report?: (error: unknown) => void;
}

interface Pending<State> extends Operation<State> {
  /** How many fetches had begun when it was answered. */
  readonly answeredAt?: number;
  readonly seq?: number;
  /** How many resets there had been when it began. */
  readonly resets: number;
}

export function createLiveState<State, Event extends Told>(
  options: LiveStateOptions<State, Event>,
): LiveState<State, Event> {
  const { reduce, refetch = () => undefined } = options;
  const listeners = createListeners(options.report);
  const journal = createJournal<State>();
  let base = options.initial;
  let view = base;
  let pending: readonly Pending<State>[] = [];
  let position = 0;
  let resets = 0;
  /** Between a reset and the fetch after it, a position says nothing of what the state has. */
  let isWhole = true;

  const show = (): void => {
    const next = pending.reduce((state, { apply }) => apply(state), base);
    if (Object.is(next, view)) return;
    view = next;
    listeners.tell();
  };
  const note = (change: Change<State>): void => {
    journal.note(change);
    base = change(base);
  };
  const keep = (stays: (operation: Pending<State>) => boolean): void => {
    if (!pending.every(stays)) pending = pending.filter(stays);
  };
  const isAhead = ({ answeredAt, seq }: Pending<State>): boolean =>
    answeredAt === undefined || seq === undefined || !isWhole || seq > position;

  return {
    get: () => view,
    base: () => base,
    subscribe: listeners.subscribe,
    begin: (operation) => {
      const at = pending.findIndex(({ key }) => key === operation.key);
      const added = { ...operation, resets };
      pending = at < 0 ? [...pending, added] : pending.with(at, added);
      show();
    },
    answered: (key, { seq, apply } = {}) => {
      const operation = pending.find((one) => one.key === key);
      if (!operation) return; // its event was faster
      const answered: Pending<State> = {
        ...operation,
        answeredAt: journal.begun(),
        ...(seq !== undefined && { seq }),
        ...(apply && { apply }),
      };
      pending = pending.map((one) => (one === operation ? answered : one));
      keep(isAhead);
      // The reset may have swallowed its event, and nothing else tells.
      if (pending.includes(answered) && seq === undefined && answered.resets < resets) refetch();
      show();
    },
    refused: (key) => {
      keep((operation) => operation.key !== key);
      show();
    },
    receive: (event) => {
      note((state) => reduce(state, event));
      position = Math.max(position, event.seq ?? 0);
      keep((operation) => operation.key !== event.idempotencyKey && isAhead(operation));
      show();
    },
    change: (change) => {
      note(change);
      show();
    },
    fetching: ({ part = false } = {}) => {
      const began = journal.begin();
      return {
        land: (fetched, at = 0) => {
          const since = journal.land(began, { part });
          if (!since) return false;
          base = since.changes.reduce((state, change) => change(state), fetched(base));
          if (!part) isWhole = true;
          position = Math.max(position, since.position, at);
          const saw = ({ answeredAt = Infinity }: Pending<State>) => !part && answeredAt < began.number;
          keep((operation) => !saw(operation) && isAhead(operation));
          show();
          return true;
        },
        fail: () => journal.fail(began),
      };
    },
    reset: (head) => {
      resets++;
      isWhole = false;
      position = 0; // a channel that was made again counts from 1
      journal.reset(head);
    },
  };
}
