import { Firestore } from "@google-cloud/firestore";
import { eventsOf } from "../../src/realtime/log/event.js";
import { projectId } from "./users.js";

let connection: Firestore | undefined;

/** The Firestore emulator, on a connection of the tests' own. */
export const database = (): Firestore => (connection ??= new Firestore({ projectId: projectId() }));

/** Deletes a channel's log, as an operator may. */
export async function forgetChannel(channel: string): Promise<void> {
  const batch = database().batch();
  for (const document of await eventsOf(database(), channel).listDocuments()) batch.delete(document);
  await batch.commit();
}
