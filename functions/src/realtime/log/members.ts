import type { DocumentReference, Firestore } from "firebase-admin/firestore";
import type { QueuedAppend } from "./appendQueue.js";
import type { Position } from "./event.js";

/** Those that are ready for an attempt after this head; the others are rejected. */
export async function preparedFor(
  head: Position,
  members: readonly QueuedAppend[],
): Promise<readonly QueuedAppend[]> {
  if (members.every(({ prepare }) => !prepare)) return members;
  const outcomes = await Promise.allSettled(members.map(async (member) => member.prepare?.(head)));
  return members.filter((member, index) => {
    const outcome = outcomes[index];
    if (outcome?.status !== "rejected") return true;
    member.reject(outcome.reason);
    return false;
  });
}

/** Those that a document refuses which exists already, with that document. */
export async function refusedOf(
  firestore: Firestore,
  members: readonly QueuedAppend[],
): Promise<Map<QueuedAppend, DocumentReference>> {
  const guards = members.flatMap((member) => member.creates);
  if (guards.length === 0) return new Map();
  const snapshots = await firestore.getAll(...guards);
  const existing = new Set(snapshots.filter(({ exists }) => exists).map(({ ref }) => ref.path));
  return new Map(
    members.flatMap((member) => {
      const guard = member.creates.find(({ path }) => existing.has(path));
      return guard ? [[member, guard] as const] : [];
    }),
  );
}
