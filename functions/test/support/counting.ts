import { Firestore, Query, WriteBatch } from "firebase-admin/firestore";

/** Counts what this process asks of Firestore, until `stop`. The read of a single document is a `getAll`, too. */
export function counting() {
  const counts = { commits: 0, writes: 0, deletes: 0, reads: 0 };
  const restores = [
    spy(WriteBatch.prototype, "commit", () => counts.commits++),
    ...(["create", "set", "update"] as const).map((name) =>
      spy(WriteBatch.prototype, name, () => counts.writes++),
    ),
    spy(WriteBatch.prototype, "delete", () => counts.deletes++),
    spy(Query.prototype, "get", () => counts.reads++),
    spy(Firestore.prototype, "getAll", () => counts.reads++),
  ];
  return Object.assign(() => ({ ...counts }), { stop: () => restores.forEach((restore) => restore()) });
}

function spy(prototype: object, name: string, see: () => void): () => void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== "function") throw new Error(`There is no ${name}.`);
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]): unknown {
    see();
    const result: unknown = Reflect.apply(original, this, args);
    return result;
  });
  return () => void Reflect.set(prototype, name, original);
}
