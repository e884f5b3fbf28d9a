import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { z } from "zod";
import type { Log } from "../../../platform/log.js";

export { type Created, timeOf, type Written } from "../../../platform/firestore/trigger.js";

type Ids = Readonly<Record<string, string>>;

export interface Source {
  /** What the document says; undefined if there is none. What is unreadable, or not of its place, is logged. */
  read<S extends z.ZodObject>(
    schema: S,
    snapshot: DocumentSnapshot | undefined,
    ids: Ids,
  ): z.infer<S> | undefined;
  /** Likewise without a word: what it was before has had its own event. */
  readEarlier<S extends z.ZodObject>(
    schema: S,
    snapshot: DocumentSnapshot | undefined,
    ids: Ids,
  ): z.infer<S> | undefined;
}

/** Another backend may write anything anywhere: a document speaks for the ids of its own path only. */
export function source(log: Log): Source {
  const parse = <S extends z.ZodObject>(schema: S, snapshot: DocumentSnapshot | undefined, ids: Ids) => {
    const parsed = schema.safeParse(snapshot?.data());
    if (!parsed.success) return { error: parsed.error };
    const said: Readonly<Record<string, unknown>> = parsed.data;
    const strayed = Object.entries(ids).find(([field, id]) => said[field] !== id);
    return strayed ? { error: new Error(`${strayed[0]} is not that of the path`) } : { value: parsed.data };
  };

  return {
    readEarlier: (schema, snapshot, ids) => parse(schema, snapshot, ids).value,
    read: (schema, snapshot, ids) => {
      if (!snapshot?.exists) return undefined;
      const { value, error } = parse(schema, snapshot, ids);
      if (error) log.error("notification.source.unreadable", error, { path: snapshot.ref.path });
      return value;
    },
  };
}
