import { Firestore } from "firebase-admin/firestore";
import type { Firebase } from "../../src/platform/firebase.js";

/** A connection that is never used: for tests that look at what an instance consists of. */
export const unusedFirebase: Firebase = {
  firestore: new Firestore({ projectId: "demo-firecast" }),
  auth: () => Promise.reject(new Error("no test signs in here")),
  appCheck: () => Promise.reject(new Error("no app calls here")),
  projectId: "demo-firecast",
  accessToken: () => Promise.resolve("owner"),
};
