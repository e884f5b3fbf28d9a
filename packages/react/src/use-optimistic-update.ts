import { useMemo, useSyncExternalStore } from "react";
import { type Change, createLiveState, newKey, type RealtimeEvent } from "@firecast/client";
import { drawn, nextFrame } from "./events/frame.js";
import { useRealtimeContext } from "./realtime-provider.js";
import { eraOf } from "./shared-store.js";
import { useEvents } from "./events/use-events.js";

interface Row {
  readonly id: string;
}

type Rows<T> = readonly T[];

/** A request under way: the row is rolled back where it rejects. */
type Write = Promise<unknown> | (() => Promise<unknown>);

/** Takes back what was shown. After the server's event it does nothing. */
type Rollback = () => void;

/**
 * Rows of a module, which change at once and follow the module's events: `horses:created`, `:updated`, `:deleted`. `initial` is
 * the rows at first; `syncData` gives it those of a later fetch.
 */
export function useOptimisticUpdate<T extends Row>(
  initial: Rows<T>,
  module: string,
  { channel = module, enabled = true }: { channel?: string; enabled?: boolean } = {},
) {
  const { realtime } = useRealtimeContext();
  const era = eraOf(realtime);
  // The rows of one user or module are none of the next one's.
  const rows = useMemo(() => rowsOf(initial, module), [module, realtime, era]);
  useEvents([channel], rows.receive, { enabled });
  const view = useSyncExternalStore(rows.subscribe, rows.get, rows.get);
  return { ...view, ...rows.acts };
}

function rowsOf<T extends Row>(initial: Rows<T>, module: string) {
  const live = createLiveState<Rows<T>, RealtimeEvent>({
    initial,
    reduce: (rows, event) => reduce(rows, event, module),
  });
  const listeners = new Set<() => void>();
  let view: { readonly data: Rows<T>; readonly error: unknown } = { data: initial, error: undefined };
  const tell = nextFrame(() => listeners.forEach((listener) => listener()));
  const look = (change: { error?: unknown } = {}): void => {
    view = { ...view, ...change, data: live.get() };
    tell();
  };
  live.subscribe(() => look());
  const show = (apply: Change<Rows<T>>, write: Write | undefined): Rollback => {
    const key = newKey();
    live.begin({ key, apply });
    const rollback = (): void => live.refused(key);
    const request = typeof write === "function" ? write() : write;
    request?.then(
      () => {
        live.answered(key);
        look({ error: undefined });
      },
      (problem: unknown) => {
        rollback();
        look({ error: problem });
      },
    );
    return rollback;
  };
  return {
    get: () => view,
    receive: live.receive,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    acts: {
      optimisticAdd: drawn((row: T, write?: Write) => show((rows) => upsert(rows, row), write)),
      optimisticUpdate: drawn((id: string, change: Partial<T>, write?: Write) =>
        show((rows) => rows.map((row) => (row.id === id ? { ...row, ...change } : row)), write),
      ),
      optimisticRemove: drawn((id: string, write?: Write) => show((rows) => without(rows, id), write)),
      /** What the server has now: takes the place of all that was known, and of answered changes. */
      syncData: drawn((rows: Rows<T>) => void live.fetching().land(() => rows)),
    },
  };
}

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
