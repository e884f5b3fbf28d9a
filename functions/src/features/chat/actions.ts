import type { Message } from "@firecast/contract/space/chat";
import type { ChatDeps } from "./deps.js";
import { postMessage, type Post } from "./postMessage.js";

/** What other features may do with a chat. */
export interface ChatActions {
  /** @throws Problem `not_found` if the author is no member of the space. */
  postMessage(post: Post): Promise<Message>;
  /** A message as it is now, for the backend's own use: no right to see it is checked. */
  message(spaceId: string, messageId: string): Promise<Message | undefined>;
  /** The uid of a message's author, for the backend's own use; undefined if there is no such message. */
  authorOf(spaceId: string, messageId: string): Promise<string | undefined>;
}

export function chatActions(deps: ChatDeps): ChatActions {
  const message = async (spaceId: string, messageId: string): Promise<Message | undefined> =>
    (await deps.store.message(spaceId, messageId))?.value;
  return {
    postMessage: (post) => postMessage(deps, post),
    message,
    authorOf: async (spaceId, messageId) => (await message(spaceId, messageId))?.authorId,
  };
}
