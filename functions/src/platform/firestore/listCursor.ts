import type { z } from "zod";
import { Problem } from "../problems.js";

/** Where a page of a list ended, as an opaque text for clients: base64url of the JSON of the values that order the list. */
export interface ListCursor<Position> {
  encode(position: Position): string;
  /** Undefined for a text that `encode` has not written. */
  decode(text: string): Position | undefined;
  /** The same for the query parameter `cursor`. @throws Problem `invalid_request`. */
  parse(text: string): Position;
}

/** A schema whose output is the JSON itself, so that a position reads back as it was written. */
export function listCursor<Position>(schema: z.ZodType<Position>): ListCursor<Position> {
  const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString("base64url");

  const decode = (text: string): Position | undefined => {
    const position = schema.safeParse(parsed(Buffer.from(text, "base64url").toString()));
    return position.success && encode(position.data) === text ? position.data : undefined;
  };

  return {
    encode,
    decode,
    parse: (text) => {
      const position = decode(text);
      if (position !== undefined) return position;
      throw new Problem("invalid_request", {
        errors: [{ in: "query", pointer: "/cursor", detail: notOfThisList }],
      });
    },
  };
}

export const notOfThisList = "is not a cursor of this list";

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export interface ListPage<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** `found` holds one row more than the page if the list goes on. A row that cannot be read has no item, and is counted. */
export function pageOf<Row, Item>(
  found: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item | undefined,
  cursorOf: (row: Row) => string,
): ListPage<Item> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.flatMap((row) => itemOf(row) ?? []),
    nextCursor: last !== undefined && found.length > limit ? cursorOf(last) : null,
  };
}
