import type { DocumentSnapshot, Query } from "firebase-admin/firestore";
import type { z } from "zod";
import type { Log } from "../log.js";
import { read } from "./read.js";
import { decode } from "./versioned.js";

interface PageOptions {
  /** Names the read when Firestore does not answer. */
  readonly what: string;
  /** Documents per read. */
  readonly size: number;
  /** Longest one read may take, ms. Default 5 s. */
  readonly readWithin?: number;
}

/** All that a query finds, a page at a time, in the query's order; that is the order of ids unless the query has its own. */
export async function* pages(
  query: Query,
  { what, size, readWithin }: PageOptions,
): AsyncGenerator<DocumentSnapshot[]> {
  const page = query.limit(size);
  let after: DocumentSnapshot | undefined;
  do {
    const next = after ? page.startAfter(after) : page;
    const { docs } = await read(what, next.get(), readWithin);
    if (docs.length > 0) yield docs;
    after = docs.length === size ? docs.at(-1) : undefined;
  } while (after);
}

/** The same, decoded. A document that the schema cannot read is left out. */
export async function* decodedPages<S extends z.ZodType>(
  schema: S,
  query: Query,
  { log, ...options }: PageOptions & { readonly log: Log },
): AsyncGenerator<z.infer<S>[]> {
  for await (const page of pages(query, options)) {
    yield page.flatMap((snapshot) => decode(schema, snapshot, log)?.value ?? []);
  }
}
