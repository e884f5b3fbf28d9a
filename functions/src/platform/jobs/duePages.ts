import type { z } from "zod";
import { listCursor } from "../firestore/listCursor.js";

/**
 * Pages of what is due, in the order of places such as `[when, id]`: each begins after the last place of the one before.
 * `read` gets that place and how many rows to read at most.
 */
export function duePages<Place>(schema: z.ZodType<Place>, size: number) {
  const cursor = listCursor(schema);
  return async <Row>(
    after: string | undefined,
    read: (from: Place | undefined, limit: number) => Promise<readonly Row[]>,
    placeOf: (row: Row) => Place,
  ): Promise<{ rows: readonly Row[]; next: string | undefined }> => {
    const rows = await read(after === undefined ? undefined : cursor.decode(after), size);
    const last = rows.at(-1);
    const isLast = last === undefined || rows.length < size;
    return { rows, next: isLast ? undefined : cursor.encode(placeOf(last)) };
  };
}
