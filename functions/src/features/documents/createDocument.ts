import { channelOf } from "@firecast/contract/core/channel";
import { type CreateDocument, type Document, documentChannel } from "@firecast/contract/documents";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { newDocument } from "./decide.js";
import type { DocumentsDeps } from "./deps.js";

/** The caller's own, or one of a space that they are an active member of. @throws Problem `not_found` for another space. */
export async function createDocument(
  { store, spaces, limits, clock, ids }: DocumentsDeps,
  { user, draft, request }: Call<Document> & { draft: CreateDocument },
): Promise<Document> {
  const { uid } = user;
  // What all new documents of a user count for: they have no channel yet.
  await limits.take(uid, channelOf(documentChannel, { documentId: "new" }));
  if (draft.spaceId !== undefined) await spaces.requireMember(uid, draft.spaceId);
  const document = newDocument(draft, { id: ids.next(), ownerId: uid, at: toTimestamp(clock.now()) });
  await store.commit((batch) => {
    store.createDocument(batch, document);
    request?.record(batch, document);
  });
  return document;
}
