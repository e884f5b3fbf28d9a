import { database } from "../support/database.js";

/** The texts of all messages of a space. */
export async function textsIn(spaceId: string): Promise<string[]> {
  const { docs } = await database().collection(`spaces/${spaceId}/messages`).select("text").get();
  return docs.map((message) => String(message.get("text")));
}
