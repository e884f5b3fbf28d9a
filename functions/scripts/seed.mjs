import { createHash } from "node:crypto";
import { initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { demoPassword, demoUsers } from "../../scripts/demo-users.mjs";
import { derivedId } from "../src/platform/ids.ts";

// Run by `npm run seed` against fresh emulators.
const createdAt = "2026-01-05T09:00:00.000Z";

const documents = {
  "spaces/lobby": { id: "lobby", name: "Lobby", joinPolicy: "request", createdBy: "alice", createdAt },
  "spaces/lobby/members/alice": member("alice", "owner"),
  "spaces/lobby/members/bob": member("bob", "member"),
  "spaces/lobby/tools/poll": {
    toolId: "poll",
    spaceId: "lobby",
    deployedBy: "alice",
    deployedAt: createdAt,
  },
  "tools/poll": {
    id: "poll",
    name: "Poll",
    ownerId: "alice",
    version: 1,
    uses: 0,
    createdAt,
    updatedAt: createdAt,
  },
  ...device("bob-phone", "bob", "token-of-bobs-phone"),
  ...Object.fromEntries(demoUsers.map(profile)),
};

/** As the first call makes it, without its welcome. */
function profile({ uid, email, displayName, organizationId }) {
  const addressHash = createHash("sha256").update(email).digest("base64url");
  return [
    `users/${uid}`,
    { uid, createdAt, displayName, addressHash, ...(organizationId && { organizationId }) },
  ];
}

function member(uid, role) {
  return { uid, spaceId: "lobby", role, status: "active", createdAt, joinedAt: createdAt };
}

/** So that a first mention of bob is pushed: where to is shown by the stand-in for FCM. */
function device(id, uid, token) {
  const target = { kind: "token", value: token };
  const times = { createdAt, lastSeenAt: createdAt };
  return {
    [`devices/${id}`]: { id, uid, target, platform: "android", ...times },
    [`pushTargets/${derivedId(target.kind, target.value)}`]: { deviceId: id },
  };
}

initializeApp();
for (const { uid, email, displayName, organizationId, role, operator } of demoUsers) {
  await getAuth().createUser({ uid, email, displayName, emailVerified: true, password: demoPassword });
  await getAuth().setCustomUserClaims(uid, { organizationId, role, operator });
}
for (const [path, data] of Object.entries(documents)) await getFirestore().doc(path).create(data);
