import {
  type DocumentReference,
  FieldPath,
  FieldValue,
  type Firestore,
  type WriteBatch,
} from "firebase-admin/firestore";
import { commit as commitWrites, committer } from "../../platform/firestore/commit.js";
import { deleteFound } from "../../platform/firestore/deletePages.js";
import { pages } from "../../platform/firestore/pages.js";
import { read, readDocument, readQuery } from "../../platform/firestore/read.js";
import { decode, updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { spaceDocument } from "../spaces/paths.js";
import { setupDocument, setupEffectDocument } from "./paths.js";
import { StoredEffect, StoredSetup } from "./schema.js";

/** When a set-up is due, and its path. */
export type DuePlace = [dueAt: number, path: string];

const pageSize = 100;

export const setupIdOf = (spaceId: string): string => derivedId("setup", spaceId);

/** Every read and write of set-ups. Writes go into the caller's batch. */
export function setupStore(firestore: Firestore, log: Log) {
  const setupAt = (spaceId: string) =>
    setupDocument.document(firestore, { spaceId, setupId: setupIdOf(spaceId) });
  const effectsOf = (spaceId: string) => setupEffectDocument.collection(firestore, { spaceId });
  const commit = committer(firestore, "a set-up");

  /** With all that its steps have noted. */
  const remove = async (spaceId: string): Promise<void> => {
    await deleteFound(firestore, effectsOf(spaceId), { what: "effects of a set-up" });
    await commit((batch) => batch.delete(setupAt(spaceId)));
  };

  return {
    setup: (spaceId: string): Promise<Versioned<StoredSetup> | undefined> =>
      readDocument(StoredSetup, setupAt(spaceId), log),

    /** A set-up, and whether its space is there, in one round trip. */
    withSpace: async (spaceId: string) => {
      const documents = [setupAt(spaceId), spaceDocument.document(firestore, { spaceId })];
      const [setup, space] = await read("a set-up", firestore.getAll(...documents));
      const seen = decode(StoredSetup, setup, log);
      if (setup?.exists && !seen) throw new Error(`the set-up of ${spaceId} cannot be read`);
      return { seen, hasSpace: space?.exists === true };
    },

    create: (batch: WriteBatch, setup: StoredSetup): void => {
      batch.create(setupAt(setup.spaceId), stored(setup));
    },

    update: (batch: WriteBatch, seen: Versioned<StoredSetup>, setup: StoredSetup): void => {
      const gone = FieldValue.delete();
      const { holder = gone, leaseUntil = gone, dueAt = gone } = setup;
      updateVersion(batch, setupAt(setup.spaceId), seen, { ...stored(setup), holder, leaseUntil, dueAt });
    },

    /** Commits only if the set-up is still as it was read. Writing what is there already changes nothing. */
    confirm: (batch: WriteBatch, seen: Versioned<StoredSetup>): void => {
      const { spaceId, id } = seen.value;
      updateVersion(batch, setupAt(spaceId), seen, { id });
    },

    effectAt: (spaceId: string, effectId: string): DocumentReference =>
      setupEffectDocument.document(firestore, { spaceId, effectId }),

    createEffect: (batch: WriteBatch, document: DocumentReference, effect: StoredEffect): void => {
      batch.create(document, effect);
    },

    hasEffect: async (document: DocumentReference): Promise<boolean> =>
      (await read("an effect of a set-up", document.get())).exists,

    effects: async (spaceId: string): Promise<StoredEffect[]> =>
      (await readQuery(StoredEffect, effectsOf(spaceId).limit(pageSize), "effects of a set-up", log)).map(
        ({ value }) => value,
      ),

    /** Set-ups that are due by `now`, in that order, after a place. */
    due: async (now: number, after: DuePlace | undefined, limit: number) => {
      const due = setupDocument
        .collectionGroup(firestore)
        .where("dueAt", "<=", now)
        .orderBy("dueAt")
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const rest = after ? due.startAfter(after[0], firestore.doc(after[1])) : due;
      const { docs } = await read("due set-ups", rest.get());
      return docs.map((snapshot) => ({
        spaceId: String(snapshot.get("spaceId")),
        place: [Number(snapshot.get("dueAt")), snapshot.ref.path] satisfies DuePlace,
      }));
    },

    remove,

    /** Deletes the set-ups of a user's spaces; what they have made stays. Safe to repeat. */
    forgetUser: async (uid: string): Promise<void> => {
      const own = setupDocument.collectionGroup(firestore).where("createdBy", "==", uid);
      for await (const page of pages(own, { what: "set-ups", size: pageSize })) {
        for (const snapshot of page) await remove(String(snapshot.get("spaceId")));
      }
    },

    /** A commit without an event. Returns the version that the set-up has then. */
    commit: async (writes: (batch: WriteBatch) => void) => commitWrites(firestore, "a set-up", writes),
  };
}

/** The order is kept as text: Firestore would index each part of it. */
const stored = ({ order, ...setup }: StoredSetup) => ({ ...setup, order: JSON.stringify(order) });

export type SetupStore = ReturnType<typeof setupStore>;
