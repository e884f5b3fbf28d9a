import {
  Firestore,
  Query,
  QuerySnapshot,
  WriteBatch,
} from "../../functions/node_modules/firebase-admin/lib/firestore/index.js";

/** What this process asks of Firestore, as that bills it: a query that finds nothing is one read. */
export interface FirestoreUse {
  readonly reads: number;
  readonly commits: number;
  readonly writes: number;
  readonly deletes: number;
}

/** Counts until `stop`. */
export function countingFirestore() {
  const use = { reads: 0, commits: 0, writes: 0, deletes: 0 };
  const readsOf = (found: unknown): number => {
    if (found instanceof QuerySnapshot) return Math.max(1, found.size);
    return Array.isArray(found) ? found.length : 1;
  };
  const restores = [
    spy(Query.prototype, "get", (found) => (use.reads += readsOf(found))),
    spy(Firestore.prototype, "getAll", (found) => (use.reads += readsOf(found))),
    spy(WriteBatch.prototype, "commit", () => use.commits++),
    ...["create", "set", "update"].map((name) => spy(WriteBatch.prototype, name, () => use.writes++)),
    spy(WriteBatch.prototype, "delete", () => use.deletes++),
  ];
  return {
    sinceThen: (): (() => FirestoreUse) => {
      const before = { ...use };
      return () => ({
        reads: use.reads - before.reads,
        commits: use.commits - before.commits,
        writes: use.writes - before.writes,
        deletes: use.deletes - before.deletes,
      });
    },
    stop: () => restores.forEach((restore) => restore()),
  };
}

/** Sees what a method returns, or what that promises. */
function spy(prototype: object, name: string, see: (result: unknown) => void): () => void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== "function") throw new Error(`There is no ${name}.`);
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(original, this, args);
    if (!(result instanceof Promise)) see(result);
    else void result.then(see, () => undefined);
    return result;
  });
  return () => void Reflect.set(prototype, name, original);
}
