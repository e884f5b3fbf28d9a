import { getApps, initializeApp } from "../../functions/node_modules/firebase-admin/lib/app/index.js";
import {
  type Firestore,
  getFirestore,
} from "../../functions/node_modules/firebase-admin/lib/firestore/index.js";
import { projectId } from "../../scripts/project.mjs";
import type { BenchUser } from "./users.js";

/** The emulators' Firestore, as another backend of the project sees it. */
export function backend(): Firestore {
  const [app = initializeApp({ projectId })] = getApps();
  return getFirestore(app);
}

const joinedAt = "2026-01-05T09:00:00.000Z";

/** Fills a space with so many members. */
export async function audienceOf(spaceId: string, count: number): Promise<void> {
  const writer = backend().bulkWriter();
  for (let number = 0; number < count; number++) {
    const uid = `audience-${number}`;
    const member = { uid, spaceId, role: "member", status: "active", createdAt: joinedAt, joinedAt };
    void writer.create(backend().doc(`spaces/${spaceId}/members/${uid}`), member);
  }
  await writer.close();
}

/** Gives the user a device, and answers its token. */
export async function deviceOf({ uid }: BenchUser): Promise<string> {
  const id = `device-of-${uid}`;
  const target = { kind: "token", value: `token-of-${uid}` };
  const now = new Date().toISOString();
  const device = { id, uid, target, platform: "android", createdAt: now, lastSeenAt: now };
  await backend().doc(`users/${uid}/devices/${id}`).create(device);
  return target.value;
}
