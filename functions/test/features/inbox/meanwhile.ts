import { DocumentReference } from "firebase-admin/firestore";
import type { Firebase } from "../../../src/platform/firebase.js";
import { theFirebase } from "../../support/testInstance.js";

/** A database in which something happens once rows are read, and before the document of this path is read on its own again. */
export function meanwhile(path: string, act: () => Promise<unknown>): Firebase {
  const { firestore, ...others } = theFirebase();
  let happened = (): void => undefined;
  const happening = new Promise<void>((resolve) => (happened = resolve));
  let rowsRead = 0;
  const getAll: typeof firestore.getAll = async (...documents) => {
    const isFirst = rowsRead++ === 0;
    const snapshots = await firestore.getAll(...documents);
    if (isFirst) await act().then(happened);
    return snapshots;
  };
  const doc = (at: string): DocumentReference => {
    const reference = firestore.doc(at);
    const get = async () => {
      if (rowsRead > 0) await happening;
      return DocumentReference.prototype.get.call(reference);
    };
    return at === path ? Object.assign(reference, { get }) : reference;
  };
  const watched = new Proxy(firestore, {
    get: (target, name) => {
      if (name === "doc") return doc;
      if (name === "getAll") return getAll;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => Reflect.apply(value, target, given);
    },
  });
  return { ...others, firestore: watched };
}
