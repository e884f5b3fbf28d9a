import { FieldPath, type Query } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import type { Log } from "../log.js";
import { listCursor } from "./listCursor.js";
import { read } from "./read.js";
import { decode } from "./versioned.js";

/** When something was, RFC 3339, and its id: what its place in a list by time is. */
export type TimePlace = [at: string, id: string];

/** Cursors of lists by time. */
export const timeCursor = listCursor<TimePlace>(z.tuple([Timestamp, Segment]));

interface TimePage {
  /** Names the read when Firestore does not answer. */
  readonly what: string;
  /** The field that has the time. Of equal times ids decide. */
  readonly by: string;
  /** Default: the newest first. */
  readonly order?: "asc" | "desc";
  readonly after: TimePlace | undefined;
  readonly limit: number;
  readonly log: Log;
}

/** A page of a list by time, for `pageOf`: one row more than `limit` if there are more. What the schema cannot read has no value. */
export async function pageByTime<S extends z.ZodType>(
  schema: S,
  query: Query,
  { what, by, order = "desc", after, limit, log }: TimePage,
): Promise<{ place: TimePlace; value: z.infer<S> | undefined }[]> {
  const inOrder = query
    .orderBy(by, order)
    .orderBy(FieldPath.documentId(), order)
    .limit(limit + 1);
  const { docs } = await read(what, (after ? inOrder.startAfter(...after) : inOrder).get());
  return docs.map((snapshot) => ({
    place: [String(snapshot.get(by)), snapshot.id],
    value: decode(schema, snapshot, log)?.value,
  }));
}
