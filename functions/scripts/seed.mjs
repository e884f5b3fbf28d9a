import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { demoPassword, demoUsers } from "../../scripts/demo/demo-users.mjs";
import { demoDocuments } from "./demo-documents.mjs";
import { demoIssues } from "./demo-issues.mjs";

// Run by `npm run seed` against fresh emulators.
initializeApp();
for (const { uid, email, displayName, organizationId, role, operator } of demoUsers) {
  await getAuth().createUser({ uid, email, displayName, emailVerified: true, password: demoPassword });
  await getAuth().setCustomUserClaims(uid, { organizationId, role, operator });
}
for (const [path, data] of Object.entries({ ...demoDocuments, ...demoIssues })) {
  await getFirestore().doc(path).create(data);
}
