import type { DocumentReference, Query } from "firebase-admin/firestore";
import type { z } from "zod";
import { seconds } from "../clock.js";
import type { Log } from "../log.js";
import { within } from "./grpc.js";
import { decode, type Versioned } from "./versioned.js";

/** Longest a read may take, ms. Firestore's client retries inside for a minute; a caller needs an answer sooner. */
const readWithin = seconds(5);

/** Awaits a read; `what` names it when Firestore does not answer in time. @throws DeadlineExceeded after `ms`, default 5 s. */
export const read = <T>(what: string, answer: Promise<T>, ms = readWithin): Promise<T> =>
  within(ms, `read of ${what}`, answer);

/** A document as it is now; undefined if there is none, or none that the schema can read. */
export const readDocument = async <S extends z.ZodType>(
  schema: S,
  reference: DocumentReference,
  log: Log,
): Promise<Versioned<z.infer<S>> | undefined> =>
  decode(schema, await read(reference.parent.id, reference.get()), log);

/**
 * What a job is to do. Undefined where it is gone. @throws Error for what is there and cannot be read: as an item that counts as
 * absent it would be due for ever.
 */
export async function readDue<S extends z.ZodType>(
  schema: S,
  reference: DocumentReference,
  log: Log,
): Promise<Versioned<z.infer<S>> | undefined> {
  const snapshot = await read(reference.parent.id, reference.get());
  const found = decode(schema, snapshot, log);
  if (snapshot.exists && !found) throw new Error(`${reference.path} is due, and cannot be read`);
  return found;
}

/** Several documents in one round trip, in the order of their references. */
export async function readDocuments<S extends z.ZodType>(
  schema: S,
  references: readonly DocumentReference[],
  log: Log,
): Promise<(Versioned<z.infer<S>> | undefined)[]> {
  const [first] = references;
  if (!first) return [];
  const snapshots = await read(first.parent.id, first.firestore.getAll(...references));
  return snapshots.map((snapshot) => decode(schema, snapshot, log));
}

/** All that a query finds and the schema can read, in the query's order. */
export async function readQuery<S extends z.ZodType>(
  schema: S,
  query: Query,
  what: string,
  log: Log,
): Promise<Versioned<z.infer<S>>[]> {
  const { docs } = await read(what, query.get());
  return docs.flatMap((snapshot) => decode(schema, snapshot, log) ?? []);
}

/** How many documents a query finds. */
export const readCount = async (query: Query, what: string): Promise<number> =>
  (await read(what, query.count().get())).data().count;
