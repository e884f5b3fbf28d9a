import type { Document, DocumentPage, ListDocuments } from "@firecast/contract/documents";
import type { User } from "../../platform/auth/user.js";
import { pageOf } from "../../platform/firestore/listCursor.js";
import { timeCursor } from "../../platform/firestore/pageByTime.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { notFound } from "../../platform/problems.js";
import type { DocumentsDeps } from "./deps.js";

/** The document as it is now. @throws Problem `not_found`. */
export async function requireUsable(
  { store, access }: Pick<DocumentsDeps, "store" | "access">,
  uid: string,
  documentId: string,
): Promise<Versioned<Document>> {
  const seen = await store.document(documentId);
  if (!seen || !(await access.mayUseThis(uid, seen.value))) throw notFound();
  return seen;
}

export const readDocument = async (
  deps: DocumentsDeps,
  { user, documentId }: { user: User; documentId: string },
): Promise<Document> => (await requireUsable(deps, user.uid, documentId)).value;

/** The caller's own, or those of a space of theirs. @throws Problem `not_found` for another space. */
export async function listDocuments(
  { store, spaces }: DocumentsDeps,
  { user, query: { spaceId, limit, cursor } }: { user: User; query: ListDocuments },
): Promise<DocumentPage> {
  const after = cursor === undefined ? undefined : timeCursor.parse(cursor);
  if (spaceId !== undefined) await spaces.requireMember(user.uid, spaceId);
  const found = await store.page(spaceId === undefined ? { ownerId: user.uid } : { spaceId }, limit, after);
  return pageOf(
    found,
    limit,
    ({ value }) => value && withoutContent(value),
    ({ place }) => timeCursor.encode(place),
  );
}

function withoutContent({ content: _, ...listed }: Document): Omit<Document, "content"> {
  return listed;
}
