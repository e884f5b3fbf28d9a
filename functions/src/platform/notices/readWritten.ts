import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { z } from "zod";
import type { Log } from "../log.js";

type Ids = Readonly<Record<string, string>>;

/**
 * What a trigger's document says; undefined if there is none. What is unreadable, or not of its place, is logged: another
 * backend may write anything anywhere, and a document speaks for the ids of its own path only.
 */
export function readWritten<S extends z.ZodObject>(
  log: Log,
  schema: S,
  snapshot: DocumentSnapshot | undefined,
  ids: Ids,
): z.infer<S> | undefined {
  if (!snapshot?.exists) return undefined;
  const { value, error } = parse(schema, snapshot, ids);
  if (error) log.error("notification.source.unreadable", error, { path: snapshot.ref.path });
  return value;
}

/** The same without a log entry: of what the document was before, which had an event of its own. */
export const parseWritten = <S extends z.ZodObject>(
  schema: S,
  snapshot: DocumentSnapshot | undefined,
  ids: Ids,
): z.infer<S> | undefined => parse(schema, snapshot, ids).value;

function parse<S extends z.ZodObject>(schema: S, snapshot: DocumentSnapshot | undefined, ids: Ids) {
  const parsed = schema.safeParse(snapshot?.data());
  if (!parsed.success) return { error: parsed.error };
  const said: Readonly<Record<string, unknown>> = parsed.data;
  const strayed = Object.entries(ids).find(([field, id]) => said[field] !== id);
  return strayed ? { error: new Error(`${strayed[0]} is not that of the path`) } : { value: parsed.data };
}
