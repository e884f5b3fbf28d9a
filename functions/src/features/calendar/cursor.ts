import { z } from "zod";
import { wellFormedText } from "@firecast/contract/text";

/** Where a page ended: events may start at the same time, so the id decides then. */
export interface Place {
  readonly startsAt: string;
  readonly id: string;
}

/** Not only our own ids: another backend's event may be the last of a page. What is none to Firestore is refused. */
const Parts = z.tuple([wellFormedText(), wellFormedText().regex(/^(?!__.*__$|\.{1,2}$)[^/]{1,1500}$/)]);

/** Opaque to clients. */
export const encodeCursor = ({ startsAt, id }: Place): string =>
  Buffer.from(JSON.stringify([startsAt, id])).toString("base64url");

/** Undefined for anything that `encodeCursor` did not write. */
export function decodeCursor(cursor: string): Place | undefined {
  const parts = Parts.safeParse(parsed(Buffer.from(cursor, "base64url").toString()));
  if (!parts.success) return undefined;
  const [startsAt, id] = parts.data;
  return encodeCursor({ startsAt, id }) === cursor ? { startsAt, id } : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
