import { demoUsers } from "../../scripts/demo/demo-users.mjs";
import { derivedId, sha256 } from "../src/platform/ids.ts";

const createdAt = "2026-01-05T09:00:00.000Z";

/** What the demo begins with, beside its users' accounts: path → document. */
export const demoDocuments = {
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
  ...Object.fromEntries(demoUsers.map((user) => [`users/${user.uid}`, profile(user)])),
};

function profile({ uid, email, displayName, organizationId }) {
  const known = { uid, createdAt, displayName, addressHash: sha256(email) };
  return organizationId === undefined ? known : { ...known, organizationId };
}

function member(uid, role) {
  return { uid, spaceId: "lobby", role, status: "active", createdAt, joinedAt: createdAt };
}

/** So that a first mention of bob is pushed: where to is shown by the stand-in for FCM. */
function device(id, uid, token) {
  const target = { kind: "token", value: token };
  const times = { createdAt, lastSeenAt: createdAt };
  return {
    [`users/${uid}/devices/${id}`]: { id, uid, target, platform: "android", ...times },
    [`pushTargets/${derivedId(target.kind, target.value)}`]: { uid, deviceId: id },
  };
}
