import type { DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import type { z } from "zod";
import type { Log } from "../../platform/log.js";

/** A document as it was read. A write that rests on it names its version, and fails if there is another one by then. */
export interface Seen<T> {
  readonly value: T;
  readonly version: Timestamp;
}

/** Stored data is not trusted: what another backend wrote may be anything. The unreadable counts as absent. */
export function decode<S extends z.ZodType>(
  schema: S,
  snapshot: DocumentSnapshot | undefined,
  log: Log,
): Seen<z.infer<S>> | undefined {
  if (!snapshot?.updateTime) return undefined;
  const parsed = schema.safeParse(snapshot.data());
  if (parsed.success) return { value: parsed.data, version: snapshot.updateTime };
  log.error("document.unreadable", parsed.error, { path: snapshot.ref.path });
  return undefined;
}
