import type { MessagePage } from "@firecast/contract/chat";
import type { User } from "../../platform/auth/user.js";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { Names } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import { adopting } from "./adopting.js";
import { changing } from "./changing.js";
import { forgetting } from "./forgetting.js";
import { namedIn } from "./mentions.js";
import { type ListMessages, messagePage } from "./page.js";
import type { Parts } from "./parts.js";
import { posting } from "./posting.js";
import { listingReceipts, reading } from "./reading.js";
import { signalling } from "./signalling.js";
import { chatStore } from "./store.js";
import { receiptTeller } from "./tellingReceipts.js";

export interface Deps {
  firebase: Firebase;
  spaces: SpacesActions;
  names: Pick<Names, "one">;
  publisher: Publisher;
  limits: RateLimits;
  clock: Clock;
  ids: Ids;
  log: Log;
}

export type ChatActions = ReturnType<typeof chatActions>;

/** What can be done in a space's chat. Whoever is no member of the space gets `not_found`, as if there were none. */
export function chatActions(deps: Deps) {
  const { firebase, spaces, clock, log } = deps;
  const store = chatStore(firebase.firestore, clock, log);
  const mentioned = (spaceId: string, text: string) => spaces.activeAmong(spaceId, namedIn(text));
  const receipts = receiptTeller(deps.publisher);
  const parts: Parts = { ...deps, store, mentioned, tellReceipt: receipts.tell };

  const list = async (user: User, spaceId: string, query: ListMessages): Promise<MessagePage> => {
    await spaces.requireMember(user.uid, spaceId);
    return messagePage(await store.page(spaceId, query), query.limit);
  };

  return {
    list,
    /** A message as it is now, for the backend's own use: no right to see it is checked. */
    message: async (spaceId: string, messageId: string) => (await store.message(spaceId, messageId))?.value,
    /** Whose message it is, for the backend's own use; undefined if there is none. */
    authorOf: async (spaceId: string, messageId: string): Promise<string | undefined> =>
      (await store.message(spaceId, messageId))?.value.authorId,
    ...forgetting(store),
    post: posting(parts),
    ...changing(parts),
    markRead: reading(parts),
    listReceipts: listingReceipts(parts),
    /** Announces what waits to be announced with others: the instance ends. */
    flush: receipts.flush,
    setTyping: signalling(parts),
    ...adopting(parts),
  };
}
