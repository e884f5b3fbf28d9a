import type { Document } from "@firecast/contract/documents";
import { type Clock, minutes } from "../../platform/clock.js";
import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import type { SpacesActions } from "../spaces/actions.js";
import type { DocumentsStore } from "./store.js";

/** Where a document belongs, which never changes. */
type Place = Pick<Document, "ownerId" | "spaceId">;

/** Who may read and write a document: its owner, or the active members of the space it is in. */
export interface DocumentAccess {
  /** Costs no read of a document that this instance knows: cursors move often. */
  mayUse(uid: string, documentId: string): Promise<boolean>;
  mayUseThis(uid: string, document: Place): Promise<boolean>;
  /** What this instance knew of the document has changed. */
  forget(documentId: string): void;
}

const remembered = 10_000;

export function documentAccess(
  store: Pick<DocumentsStore, "document">,
  spaces: Pick<SpacesActions, "isMember">,
  clock: Clock,
): DocumentAccess {
  const places = lazyCache<string, Place>({ max: remembered, ttl: minutes(1), perf: clock });

  const mayUseThis = async (uid: string, { ownerId, spaceId }: Place): Promise<boolean> =>
    spaceId === undefined ? ownerId === uid : spaces.isMember(uid, spaceId);

  const placeOf = async (documentId: string): Promise<Place | undefined> => {
    const known = places.get(documentId);
    if (known) return known;
    const found = (await store.document(documentId))?.value;
    if (found) places.set(documentId, { ownerId: found.ownerId, spaceId: found.spaceId });
    return found;
  };

  return {
    mayUse: async (uid, documentId) => {
      const place = await placeOf(documentId);
      return place !== undefined && mayUseThis(uid, place);
    },
    mayUseThis,
    forget: (documentId) => void places.delete(documentId),
  };
}
