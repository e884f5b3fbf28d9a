import { getFirestore } from "firebase-admin/firestore";
import { connectFirebase, type Firebase } from "../../../src/platform/firebase.js";
import { readSettings } from "../../../src/platform/params.js";

/** A database of the test's own: in it no deployed trigger does what the test's processes are to do. */
export function firebaseApart(databaseId: string, firebase = connectFirebase(readSettings())): Firebase {
  const firestore = getFirestore(databaseId);
  firestore.settings({ ignoreUndefinedProperties: true });
  return { ...firebase, firestore };
}
