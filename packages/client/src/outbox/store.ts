import type { OutboxRow } from "./row.js";

/** Where rows are kept, for all tabs of a browser: a change of a row is one transaction. */
export interface OutboxStore {
  /** Whether rows outlive the page. */
  readonly durable: boolean;
  /** In the order in which they were added. */
  readonly all: (uid: string) => Promise<OutboxRow[]>;
  readonly add: (row: OutboxRow) => Promise<void>;
  /** What the row is now; undefined if there is none. */
  readonly change: (key: string, change: (row: OutboxRow) => OutboxRow) => Promise<OutboxRow | undefined>;
  /** Whether it was there, and is gone. `only`: it stays unless that holds. */
  readonly remove: (key: string, only?: (row: OutboxRow) => boolean) => Promise<boolean>;
}

/** Rows that last as long as the page. */
export function memoryStore(earlier: readonly OutboxRow[] = []): OutboxStore {
  const rows = new Map(earlier.map((row) => [row.key, row]));
  return {
    durable: false,
    all: (uid) => Promise.resolve([...rows.values()].filter((row) => row.uid === uid)),
    add: (row) => Promise.resolve(void rows.set(row.key, row)),
    change: (key, change) => {
      const row = rows.get(key);
      if (!row) return Promise.resolve(undefined);
      const changed = change(row);
      rows.set(key, changed);
      return Promise.resolve(changed);
    },
    remove: (key, only = () => true) => {
      const row = rows.get(key);
      return Promise.resolve(row !== undefined && only(row) && rows.delete(key));
    },
  };
}

/** Where storage fails (full, private, taken away), the rows known so far live on in memory, and `durable` says so. */
export function withoutFailure(
  store: OutboxStore,
  { rows, report }: { rows: () => readonly OutboxRow[]; report: (error: unknown) => void },
): OutboxStore {
  let current = store;
  const attempt = async <T>(act: (store: OutboxStore) => Promise<T>): Promise<T> => {
    try {
      return await act(current);
    } catch (error) {
      report(error);
      if (current === store) current = memoryStore(rows());
      return act(current);
    }
  };
  return {
    get durable() {
      return current.durable;
    },
    all: (uid) => attempt((store) => store.all(uid)),
    add: (row) => attempt((store) => store.add(row)),
    change: (key, change) => attempt((store) => store.change(key, change)),
    remove: (key, only) => attempt((store) => store.remove(key, only)),
  };
}
