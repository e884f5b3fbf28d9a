import { z } from "zod";
import { demoPassword, demoUsers } from "../../../scripts/demo/demo-users.mjs";
import { demoDocuments } from "../../scripts/demo-documents.mjs";
import { database } from "./database.js";
import { auth } from "./users.js";

const Documents = z.record(z.string(), z.record(z.string(), z.unknown()));
const Users = z.array(z.object({ uid: z.string(), email: z.string(), displayName: z.string() }));

/** The users and documents that `npm start` imports, without claims. */
export async function addDemo(): Promise<void> {
  for (const user of Users.parse(demoUsers))
    await auth().createUser({ ...user, emailVerified: true, password: demoPassword });
  for (const [path, data] of Object.entries(Documents.parse(demoDocuments)))
    await database().doc(path).set(data);
}

/** With all that happened to them. */
export async function removeDemo(): Promise<void> {
  await auth().deleteUsers(Users.parse(demoUsers).map(({ uid }) => uid));
  for (const path of Object.keys(Documents.parse(demoDocuments)))
    await database().recursiveDelete(database().doc(path));
}
