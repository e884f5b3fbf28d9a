import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { demoPassword, demoUsers } from "../../scripts/demo-users.mjs";

// Run by `npm run seed` against fresh emulators.
const createdAt = "2026-01-05T09:00:00.000Z";

const documents = {
  "spaces/lobby": { id: "lobby", name: "Lobby", joinPolicy: "request", createdBy: "alice", createdAt },
  "spaces/lobby/members/alice": member("alice", "owner"),
  "spaces/lobby/members/bob": member("bob", "member"),
  "tools/poll": { id: "poll", name: "Poll", ownerId: "alice", createdAt, deployedTo: ["lobby"] },
};

function member(uid, role) {
  return { uid, spaceId: "lobby", role, status: "active", createdAt, joinedAt: createdAt };
}

initializeApp();
for (const { uid, email, displayName, organizationId, role } of demoUsers) {
  await getAuth().createUser({ uid, email, displayName, emailVerified: true, password: demoPassword });
  await getAuth().setCustomUserClaims(uid, { organizationId, role });
}
for (const [path, data] of Object.entries(documents)) await getFirestore().doc(path).create(data);
