import { Space, type SpaceRole } from "@firecast/contract/space/spaces";
import type { Caller } from "../support/caller.js";
import type { TestInstance } from "../support/testInstance.js";
import { auth, aUser, signIn, type TestUser } from "../support/users.js";

/** A signed-in user and their requests. */
export interface Person extends Caller {
  readonly uid: string;
  readonly email: string;
  readonly user: TestUser;
}

export async function aPerson(server: TestInstance, { verified = false } = {}): Promise<Person> {
  const user = await aUser();
  if (!verified) return { ...server.as(user), uid: user.uid, email: user.email, user };
  await auth().updateUser(user.uid, { emailVerified: true });
  const again = await signIn(user.email);
  return { ...server.as(again), uid: again.uid, email: again.email, user: again };
}

export interface Place {
  readonly id: string;
  readonly path: string;
  readonly owner: Person;
  /** Someone new, active in the space. */
  member(role?: SpaceRole): Promise<Person>;
}

/** A new space with its owner. */
export async function aPlace(server: TestInstance, joinPolicy: "open" | "request" = "open"): Promise<Place> {
  const owner = await aPerson(server);
  const { id } = Space.parse((await owner.post("/spaces", { name: "Lobby", joinPolicy })).body);
  const path = `/spaces/${id}`;
  return {
    id,
    path,
    owner,
    member: async (role = "member") => {
      const person = await aPerson(server);
      await person.post(`${path}/join`);
      if (joinPolicy === "request") await owner.patch(`${path}/members/${person.uid}`, { status: "active" });
      if (role !== "member") await owner.patch(`${path}/members/${person.uid}`, { role });
      return person;
    },
  };
}

/** Type and cause of each event: what a reader of a log sees at a glance. */
export const summary = async (server: TestInstance, channel: string): Promise<string[]> =>
  (await server.events(channel)).map(({ type, by }) => (by === undefined ? type : `${type} by ${by}`));
