import { namedIn } from "@firecast/contract/space/mentions";
import { type Cache, lazyCache } from "../../platform/concurrency/lazyCache.js";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { Names } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import { type ReceiptCoalescer, receiptCoalescer } from "./reads/receiptCoalescer.js";
import { type ChatStore, chatStore } from "./store.js";

/** What chat is given. */
export interface ChatKit {
  readonly firebase: Firebase;
  readonly spaces: Pick<SpacesActions, "requireMember" | "activeAmong" | "name">;
  readonly names: Pick<Names, "one">;
  readonly publisher: Pick<Publisher, "append" | "signal">;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What a client was last told of a user: whether they type, and when it was said, ms since the epoch. */
export interface TypingSignal {
  readonly typing: boolean;
  readonly at: number;
}

/** What the actions of chat work with. */
export interface ChatDeps extends Omit<ChatKit, "firebase"> {
  readonly store: ChatStore;
  /** Active members whom a text mentions. */
  mentionedMembers(spaceId: string, text: string): Promise<string[]>;
  /** Commits and tells how far members have read. */
  readonly receipts: ReceiptCoalescer;
  /** The last typing signal that was sent, by space and user. */
  readonly lastTyping: Cache<string, TypingSignal>;
}

/** Users whose typing is remembered; of a forgotten one a repetition is sent. */
const rememberedTypists = 10_000;

export function chatDeps({ firebase, spaces, names, publisher, limits, clock, ids, log }: ChatKit): ChatDeps {
  const store = chatStore(firebase.firestore, clock, log);
  return {
    store,
    mentionedMembers: (spaceId, text) => spaces.activeAmong(spaceId, namedIn(text)),
    receipts: receiptCoalescer({ publisher, store }),
    lastTyping: lazyCache({ max: rememberedTypists }),
    spaces,
    names,
    publisher,
    limits,
    clock,
    ids,
    log,
  };
}
