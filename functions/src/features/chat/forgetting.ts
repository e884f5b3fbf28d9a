import { deletedUser } from "@firecast/contract/names";
import type { ChatStore } from "./store.js";

/**
 * What stays of a user whose account ends: what they said, under no name. How far they had read is deleted. Safe to repeat.
 * Streams keep the name as long as the ring of the channel keeps the event.
 */
export const forgetting = (store: ChatStore) => ({
  forgetUser: async (uid: string): Promise<void> => {
    for await (const receipts of store.receiptsOf(uid)) {
      await store.commit((batch) => receipts.forEach((receipt) => batch.delete(receipt.ref)));
    }
    for await (const messages of store.messagesBy(uid)) {
      const named = messages.filter((message) => message.get("authorName") !== deletedUser);
      if (named.length === 0) continue;
      await store.commit((batch) =>
        named.forEach(({ ref }) => batch.update(ref, { authorName: deletedUser })),
      );
    }
  },
});
