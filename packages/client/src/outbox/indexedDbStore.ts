import { type DBSchema, openDB } from "idb";
import type { OutboxRow } from "./row.js";
import type { OutboxStore } from "./store.js";

interface OutboxDatabase extends DBSchema {
  rows: {
    /** Counts up: the order in which rows were added. */
    key: number;
    value: OutboxRow;
    indexes: { key: string; uid: string };
  };
}

/** Rows that outlive the page. @throws where the browser has no IndexedDB for it, or none that opens */
export async function indexedDbStore(name = "firecast-outbox"): Promise<OutboxStore> {
  const database = await openDB<OutboxDatabase>(name, 1, {
    upgrade: (database) => {
      const rows = database.createObjectStore("rows", { autoIncrement: true });
      rows.createIndex("key", "key", { unique: true });
      rows.createIndex("uid", "uid");
    },
    blocking: () => database.close(), // a newer page wants another version
  });
  const writing = () => database.transaction("rows", "readwrite").store;
  return {
    durable: true,
    all: (uid) => database.getAllFromIndex("rows", "uid", uid),
    add: async (row) => void (await database.add("rows", row)),
    change: async (key, change) => {
      const cursor = await writing().index("key").openCursor(key);
      if (!cursor) return undefined;
      const changed = change(cursor.value);
      await cursor.update(changed);
      return changed;
    },
    remove: async (key, only = () => true) => {
      const cursor = await writing().index("key").openCursor(key);
      if (!cursor || !only(cursor.value)) return false;
      await cursor.delete();
      return true;
    },
  };
}
