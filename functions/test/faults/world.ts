import { randomUUID } from "node:crypto";
import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";

const SignedUp = z.object({ localId: z.string(), idToken: z.string() });

export interface Person {
  uid: string;
  token: string;
}

async function signUp(authHost: string): Promise<Person> {
  const response = await fetch(
    `http://${authHost}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any`,
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        email: `${randomUUID()}@example.com`,
        password: randomUUID(),
        returnSecureToken: true,
      }),
    },
  );
  const { localId, idToken } = SignedUp.parse(await response.json());
  return { uid: localId, token: idToken };
}

/** Spaces in which all of these people are members; the first is the owner. */
export async function aWorld(
  firestore: Firestore,
  authHost: string,
  size: { people: number; spaces: number },
): Promise<{ people: Person[]; spaces: string[] }> {
  const people: Person[] = [];
  while (people.length < size.people) people.push(await signUp(authHost));
  const spaces = Array.from({ length: size.spaces }, () => `fire-${randomUUID().slice(0, 8)}`);
  const createdAt = "2026-01-05T09:00:00.000Z";
  for (const id of spaces) {
    const batch = firestore.batch();
    const [owner] = people;
    batch.create(firestore.doc(`spaces/${id}`), {
      id,
      name: id,
      joinPolicy: "request",
      createdBy: owner?.uid,
      createdAt,
    });
    for (const { uid } of people) {
      const role = uid === owner?.uid ? "owner" : "member";
      const member = { uid, spaceId: id, role, status: "active", createdAt, joinedAt: createdAt };
      batch.create(firestore.doc(`spaces/${id}/members/${uid}`), member);
    }
    await batch.commit();
  }
  return { people, spaces };
}
