import { type Asked, type Cursor, type Database, openDatabase, type Rows } from "./indexedDb.js";
import type { OutboxRow } from "./row.js";
import type { OutboxStore } from "./store.js";

const failure = (error: Error | null): Error => error ?? new Error("IndexedDB has failed");

/** What a request brings, once it has succeeded. */
const answerTo = <Result>(request: Asked<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
  });

function opened(name: string): Promise<Database> {
  const opening = openDatabase(name);
  opening.onupgradeneeded = () => {
    // Keys count up: the order in which rows were added.
    const rows = opening.result.createObjectStore("rows", { autoIncrement: true });
    rows.createIndex("key", "key", { unique: true });
    rows.createIndex("uid", "uid");
  };
  return answerTo(opening);
}

/** Rows that outlive the page. @throws where the browser has no IndexedDB for it, or none that opens */
export async function indexedDbStore(name = "firecast-outbox"): Promise<OutboxStore> {
  const database = await opened(name);
  database.onversionchange = () => database.close(); // a newer page wants another version
  /** Settles when what `act` does is kept. */
  const write = async <Result>(act: (rows: Rows<OutboxRow>) => Promise<Result>): Promise<Result> => {
    const transaction = database.transaction("rows", "readwrite");
    const isKept = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(failure(transaction.error));
    });
    const [result] = await Promise.all([act(transaction.objectStore("rows")), isKept]);
    return result;
  };
  /** Acts on the row of that key, if there is one. */
  const writeAt = <Result>(key: string, act: (cursor: Cursor<OutboxRow>) => Promise<Result>) =>
    write(async (rows) => {
      const cursor = await answerTo(rows.index("key").openCursor(key));
      return cursor ? act(cursor) : undefined;
    });
  return {
    durable: true,
    all: (uid) =>
      answerTo(database.transaction("rows").objectStore<OutboxRow>("rows").index("uid").getAll(uid)),
    add: (row) => write(async (rows) => void (await answerTo(rows.add(row)))),
    change: (key, change) =>
      writeAt(key, async (cursor) => {
        const changed = change(cursor.value);
        await answerTo(cursor.update(changed));
        return changed;
      }),
    remove: async (key, only = () => true) => {
      const isGone = await writeAt(key, async (cursor) => {
        if (!only(cursor.value)) return false;
        await answerTo(cursor.delete());
        return true;
      });
      return isGone === true;
    },
  };
}
