import { AsyncLocalStorage } from "node:async_hooks";
import { DocumentReference, Firestore, Query, WriteBatch } from "firebase-admin/firestore";
import { figuresDocument } from "../../src/realtime/operations/snapshots.js";

/**
 * Counts what this process asks of Firestore, until `stop`. The read of a single document is a `getAll`, too. The figures that
 * an instance writes of itself every few seconds belong to no request and are left out.
 */
export function counting() {
  return counter(() => true);
}

/** The same of what `act` does in this process, by itself: not of the runs of earlier tests that were left to hang. */
export async function countsOf(act: () => Promise<unknown>): Promise<Counts> {
  const acting = new AsyncLocalStorage<true>();
  const counted = counter(() => acting.getStore() === true);
  try {
    await acting.run(true, act);
    return counted();
  } finally {
    counted.stop();
  }
}

type Counts = Record<"commits" | "writes" | "deletes" | "reads", number>;

function counter(isMeant: () => boolean) {
  const counts: Counts = { commits: 0, writes: 0, deletes: 0, reads: 0 };
  const counted = new WeakSet<object>();
  const seen = (count: "writes" | "deletes") => (batch: object, document: unknown) => {
    if (!isMeant() || isFigures(document)) return;
    counted.add(batch);
    counts[count]++;
  };
  const restores = [
    spy(WriteBatch.prototype, "commit", (batch) => counted.has(batch) && counts.commits++),
    ...(["create", "set", "update"] as const).map((name) => spy(WriteBatch.prototype, name, seen("writes"))),
    spy(WriteBatch.prototype, "delete", seen("deletes")),
    spy(Query.prototype, "get", () => isMeant() && counts.reads++),
    spy(Firestore.prototype, "getAll", () => isMeant() && counts.reads++),
  ];
  return Object.assign(() => ({ ...counts }), { stop: () => restores.forEach((restore) => restore()) });
}

const isFigures = (document: unknown): boolean =>
  document instanceof DocumentReference && `${document.parent.path}/{id}` === figuresDocument.template;

function spy(prototype: object, name: string, see: (on: object, first: unknown) => void): () => void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== "function") throw new Error(`There is no ${name}.`);
  Reflect.set(prototype, name, function (this: object, ...args: unknown[]): unknown {
    see(this, args[0]);
    const result: unknown = Reflect.apply(original, this, args);
    return result;
  });
  return () => void Reflect.set(prototype, name, original);
}
