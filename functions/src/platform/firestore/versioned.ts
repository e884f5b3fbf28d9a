import type { DocumentReference, DocumentSnapshot, Timestamp, WriteBatch } from "firebase-admin/firestore";
import type { z } from "zod";
import { GrpcStatus } from "./grpc.js";
import type { Log } from "../log.js";

/** A document as it was read. A write that rests on it names its version, and fails if there is another one by then. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: Timestamp;
}

/** Stored data is not trusted: what another backend wrote may be anything. The unreadable counts as absent. */
export function decode<S extends z.ZodType>(
  schema: S,
  snapshot: DocumentSnapshot | undefined,
  log: Log,
): Versioned<z.infer<S>> | undefined {
  if (!snapshot?.updateTime) return undefined;
  const parsed = schema.safeParse(snapshot.data());
  if (parsed.success) return { value: parsed.data, version: snapshot.updateTime };
  log.error("document.unreadable", parsed.error, { path: snapshot.ref.path });
  return undefined;
}

/** Creates a document that a decision found missing. */
export function createClaimed(batch: WriteBatch, reference: DocumentReference, document: object): void {
  claimOnce(batch, reference);
  batch.create(reference, document);
}

/** Changes a document that is still in the version that was read. */
export function updateVersion(
  batch: WriteBatch,
  reference: DocumentReference,
  { version }: Pick<Versioned<unknown>, "version">,
  fields: object,
): void {
  claimOnce(batch, reference);
  batch.update(reference, fields, { lastUpdateTime: version });
}

/** Deletes a document that is still in the version that was read. */
export function deleteVersion(
  batch: WriteBatch,
  reference: DocumentReference,
  { version }: Pick<Versioned<unknown>, "version">,
): void {
  claimOnce(batch, reference);
  batch.delete(reference, { lastUpdateTime: version });
}

/** Changes what was read, or creates it where there was none. */
export function putVersion(
  batch: WriteBatch,
  reference: DocumentReference,
  seen: Pick<Versioned<unknown>, "version"> | undefined,
  document: object,
): void {
  if (seen) updateVersion(batch, reference, seen, document);
  else createClaimed(batch, reference, document);
}

const claims = new WeakMap<WriteBatch, Set<string>>();

/**
 * To be called for every document whose present state a write rests on. Appends to one channel that meet share a commit,
 * and in it each version is compared with the one before the commit: of two writes that rest on the same version, both
 * would go through. The second one is refused here instead; alone in a commit, Firestore judges it.
 *
 * @throws a conflict, as Firestore would.
 */
export function claimOnce(batch: WriteBatch, { path }: DocumentReference): void {
  const claimed = claims.get(batch) ?? new Set<string>();
  if (claimed.has(path)) throw new ClaimedTwice(path);
  claims.set(batch, claimed.add(path));
}

class ClaimedTwice extends Error {
  readonly code = GrpcStatus.failedPrecondition;

  constructor(path: string) {
    super(`${path} is claimed twice in one commit`);
    this.name = "ClaimedTwice";
  }
}
