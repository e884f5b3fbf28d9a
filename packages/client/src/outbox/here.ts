import { browserSharing, type Locks } from "./browserSharing.js";
import { indexedDbStore } from "./indexedDbStore.js";
import { alone, type OutboxSharing } from "./sharing.js";
import { memoryStore, type OutboxStore } from "./store.js";

/** What may be there: in a browser, a worker or Node. */
interface Scope {
  indexedDB?: unknown;
  document?: unknown;
  navigator?: { readonly locks?: Locks };
}

/** What outlives the page, where the browser keeps anything. */
export function storeHere(name: string): OutboxStore {
  if (!hasIndexedDb()) return memoryStore();
  const opening = indexedDbStore(name);
  opening.catch(() => undefined); // each call below says it again
  const use = async <T>(act: (store: OutboxStore) => Promise<T>): Promise<T> => act(await opening);
  return {
    durable: true,
    all: (uid) => use((store) => store.all(uid)),
    add: (row) => use((store) => store.add(row)),
    change: (key, change) => use((store) => store.change(key, change)),
    remove: (key, only) => use((store) => store.remove(key, only)),
  };
}

/** Reading the property throws where a browser's settings forbid storage. */
function hasIndexedDb(): boolean {
  const scope: Scope = globalThis;
  try {
    return scope.indexedDB !== undefined;
  } catch {
    return false;
  }
}

/** Tabs are told apart from workers and Node by their document: those are alone. */
export function sharingHere(name: string): OutboxSharing {
  const { document, navigator }: Scope = globalThis;
  const locks = document === undefined ? undefined : navigator?.locks;
  if (!locks || typeof BroadcastChannel === "undefined") return alone;
  return browserSharing(name, { locks, openChannel: (name) => new BroadcastChannel(name) });
}
