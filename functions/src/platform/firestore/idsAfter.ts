import { FieldPath, type Query } from "firebase-admin/firestore";
import { Segment } from "@firecast/contract/ids";
import { seconds } from "../clock.js";
import { within } from "./grpc.js";

const readWithin = seconds(10);

export interface IdPage {
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Ids of the documents that a query finds, in their order: `limit` of them, or fewer at the end. An id that is none of ours
 * is passed over.
 */
export async function idsAfter(query: Query, { after, limit }: IdPage): Promise<string[]> {
  const inOrder = query.orderBy(FieldPath.documentId()).select().limit(limit);
  const found: string[] = [];
  let last = after;
  do {
    const next = last === undefined ? inOrder : inOrder.startAfter(last);
    const { docs } = await within(readWithin, "read of ids", next.get());
    found.push(...docs.map(({ id }) => id).filter((id) => Segment.safeParse(id).success));
    last = docs.length === limit ? docs.at(-1)?.id : undefined;
  } while (last !== undefined && found.length < limit);
  return found.slice(0, limit);
}
