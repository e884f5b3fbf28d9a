import { FieldPath, type Query } from "firebase-admin/firestore";
import { Segment } from "@firecast/contract/core/ids";
import { seconds } from "../clock.js";
import { pages } from "./pages.js";

/** A part of the ids that a query finds. */
export interface IdPage {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A page of ids may hold thousands. */
const readWithin = seconds(10);

/**
 * Ids of the documents that a query finds, in their order: `limit` of them, or fewer at the end. An id that is none of ours
 * is passed over.
 */
export async function idsAfter(query: Query, { after, limit }: IdPage): Promise<string[]> {
  const inOrder = query.orderBy(FieldPath.documentId()).select();
  const rest = after === undefined ? inOrder : inOrder.startAfter(after);
  const found: string[] = [];
  for await (const page of pages(rest, { what: "ids", size: limit, readWithin })) {
    found.push(...page.map(({ id }) => id).filter((id) => Segment.safeParse(id).success));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}
