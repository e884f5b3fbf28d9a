import { type Change, createLiveState, newKey, type RealtimeEvent } from "@firecast/client";
import { drawn, nextFrame } from "./events/frame.js";

export interface Row {
  readonly id: string;
}

export type Rows<T> = readonly T[];

/** A request under way: the row is rolled back where it rejects. */
type Write = Promise<unknown> | (() => Promise<unknown>);

/** Takes back what was shown. After the server's event it does nothing. */
type Rollback = () => void;

/** A change that is shown before the server's event of its row. */
interface Shown<T> {
  readonly id: string;
  readonly apply: Change<Rows<T>>;
  /** The request was answered, or there is none that would be. */
  readonly isAnswered?: boolean;
  /** Of its row, since it began. */
  readonly events: RealtimeEvent[];
}

/** Rows that change at once, and follow their module's events. The newest word on a row counts, be it the server's or the user's. */
export function optimisticRows<T extends Row>(initial: Rows<T>, module: string) {
  const live = createLiveState<Rows<T>, RealtimeEvent>({
    initial,
    reduce: (rows, event) => reduce(rows, event, module),
  });
  const listeners = new Set<() => void>();
  const changes = new Map<string, Shown<T>>();
  let view: { readonly data: Rows<T>; readonly error: unknown } = { data: initial, error: undefined };
  const tell = nextFrame(() => listeners.forEach((listener) => listener()));
  const look = (change: { error?: unknown } = {}): void => {
    view = { ...view, ...change, data: live.get() };
    tell();
  };
  live.subscribe(() => look());

  const takeBack = (key: string): void => {
    changes.delete(key);
    live.refused(key);
  };
  /** It becomes part of what is known: what events have said of its row since, and what they will say, goes over it. */
  const settle = (key: string, { apply, events }: Shown<T>): void => {
    live
      .fetching({ part: true })
      .land((rows) => events.reduce((known, event) => reduce(known, event, module), apply(rows)));
    takeBack(key);
  };
  const answered = (key: string, change: Shown<T>): void => {
    changes.set(key, { ...change, isAnswered: true });
    if (change.events.length > 0) settle(key, change);
    else live.answered(key, { apply: change.apply });
  };
  const show = (change: Shown<T>, write: Write | undefined, as = (_: unknown) => change): Rollback => {
    const key = newKey();
    changes.set(key, change);
    live.begin({ key, apply: change.apply });
    if (write === undefined) answered(key, change);
    else
      requested(write).then(
        (answer) => {
          if (changes.has(key)) answered(key, as(answer));
          look({ error: undefined });
        },
        (problem: unknown) => {
          takeBack(key);
          look({ error: problem });
        },
      );
    return () => takeBack(key);
  };
  const add = (row: T, write?: Write): Rollback => {
    const adding = (added: T): Shown<T> => ({
      id: added.id,
      apply: (rows) => upsert(rows, added),
      events: [],
    });
    const change = adding(row);
    // The server may name a new row by itself.
    const as = (answer: unknown) =>
      isRow<T>(answer) && answer.id !== row.id ? adding({ ...row, ...answer }) : change;
    return show(change, write, as);
  };
  return {
    get: () => view,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    receive: (event: RealtimeEvent): void => {
      for (const [key, change] of changes) {
        if (!isRow<T>(event.data) || change.id !== event.data.id) continue;
        if (change.isAnswered) settle(key, change);
        else change.events.push(event);
      }
      live.receive(event);
    },
    acts: {
      optimisticAdd: drawn(add),
      optimisticUpdate: drawn((id: string, change: Partial<T>, write?: Write) => {
        const apply: Change<Rows<T>> = (rows) =>
          rows.map((row) => (row.id === id ? { ...row, ...change } : row));
        return show({ id, apply, events: [] }, write);
      }),
      optimisticRemove: drawn((id: string, write?: Write) =>
        show({ id, apply: (rows) => without(rows, id), events: [] }, write),
      ),
      /** What the server has now: takes the place of all that was known, and of changes without a request under way. */
      syncData: drawn((rows: Rows<T>) => {
        for (const [key, { isAnswered }] of changes) if (isAnswered) changes.delete(key);
        live.fetching().land(() => rows);
      }),
    },
  };
}

/** Also rejects where the request throws before there is a promise. */
const requested = async (write: Write): Promise<unknown> => (typeof write === "function" ? write() : write);

function reduce<T extends Row>(rows: Rows<T>, { type, data }: RealtimeEvent, module: string): Rows<T> {
  if (!isRow<T>(data)) return rows;
  if (type === `${module}:deleted`) return without(rows, data.id);
  if (type === `${module}:created`) return upsert(rows, data);
  if (type === `${module}:updated` && rows.some(({ id }) => id === data.id)) return upsert(rows, data);
  return rows;
}

const without = <T extends Row>(rows: Rows<T>, id: string): Rows<T> =>
  rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows;

/** In its place, where there is one; what the row says is laid over what was known of it. */
function upsert<T extends Row>(rows: Rows<T>, row: T): Rows<T> {
  const at = rows.findIndex(({ id }) => id === row.id);
  return at < 0 ? [...rows, row] : rows.map((old, index) => (index === at ? { ...old, ...row } : old));
}

/** The module's own declaration says what its rows are. */
const isRow = <T extends Row>(data: unknown): data is T =>
  typeof data === "object" && data !== null && "id" in data && typeof data.id === "string";
