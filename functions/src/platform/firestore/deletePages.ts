import type { Firestore, Query } from "firebase-admin/firestore";
import { commit } from "./commit.js";
import { pages } from "./pages.js";

/** Each deletion is a write, and a commit is answered within seconds. */
const pageSize = 200;

interface Options {
  /** Names the reads and commits when Firestore does not answer. */
  readonly what: string;
}

/**
 * Deletes all that a query finds, a page at a time, and yields after each page: a caller may stop there and begin anew later.
 */
export async function* deletePages(
  firestore: Firestore,
  query: Query,
  { what }: Options,
): AsyncGenerator<undefined> {
  for await (const page of pages(query.select(), { what, size: pageSize })) {
    await commit(firestore, what, (batch) => page.forEach(({ ref }) => batch.delete(ref)));
    yield undefined;
  }
}

/** The same to the end. */
export const deleteFound = (firestore: Firestore, query: Query, options: Options): Promise<void> =>
  drain(deletePages(firestore, query, options));

/** Runs something that goes page by page to its end. */
export async function drain(steps: AsyncIterable<unknown>): Promise<void> {
  const iterator = steps[Symbol.asyncIterator]();
  while (!(await iterator.next()).done);
}
