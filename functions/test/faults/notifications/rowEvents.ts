import type { Firestore } from "firebase-admin/firestore";
import { eventually } from "../../support/eventually.js";

/** The events of new rows, as Firestore's trigger has them: each row of these users once, when it is there. */
export function rowEvents(
  firestore: Firestore,
  uids: readonly string[],
  handle: (uid: string, id: string) => Promise<void>,
) {
  const handled = new Map<string, Promise<void>>();
  const rowsOf = (uid: string) => firestore.collection(`users/${uid}/notifications`);
  const broken: unknown[] = [];

  // One listener: for each, the emulator reads the whole database at every commit.
  const stop = firestore.collectionGroup("notifications").onSnapshot(
    (snapshot) => {
      for (const { type, doc } of snapshot.docChanges()) {
        const uid = doc.ref.parent.parent?.id;
        if (type !== "added" || uid === undefined || !uids.includes(uid)) continue;
        const handling = handle(uid, doc.id);
        handling.catch(() => undefined); // whoever waits for all hears of it
        handled.set(doc.ref.path, handling);
      }
    },
    (error) => broken.push(error),
  );

  return {
    /** Resolves when every row that is there now is handled. */
    all: async (): Promise<void> => {
      const rows = (await Promise.all(uids.map((uid) => rowsOf(uid).get()))).flatMap(({ docs }) => docs);
      await eventually(
        () => rows.filter(({ ref }) => !handled.has(ref.path)).length,
        (unheard) => unheard === 0 || broken.length > 0,
      );
      if (broken.length > 0) throw broken[0];
      await Promise.all(handled.values());
    },
    stop,
  };
}
