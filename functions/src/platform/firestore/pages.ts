import { type DocumentSnapshot, FieldPath, type Query } from "firebase-admin/firestore";
import { seconds } from "../clock.js";
import { within } from "./grpc.js";

const readWithin = seconds(5);

/** All that a query finds, in the order of ids, `size` documents a read. */
export async function* pages(query: Query, what: string, size: number): AsyncGenerator<DocumentSnapshot[]> {
  const page = query.orderBy(FieldPath.documentId()).limit(size);
  let after: DocumentSnapshot | undefined;
  do {
    const next = after ? page.startAfter(after) : page;
    const { docs } = await within(readWithin, `read of ${what}`, next.get());
    if (docs.length > 0) yield docs;
    after = docs.length === size ? docs.at(-1) : undefined;
  } while (after);
}
