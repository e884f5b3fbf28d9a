import { LRUCache } from "lru-cache";
import { channelOf } from "@firecast/contract/channel";
import { chatChannel } from "@firecast/contract/chat";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import type { Parts } from "./parts.js";
import { isNews, typingExpiresAfter, type TypingSignal } from "./typing.js";

/** Typists remembered; of a forgotten one a repetition is sent. */
const remembered = 10_000;

/** Says that somebody types, or no longer does. Seen by whoever is connected, stored nowhere. */
export function signalling({ spaces, publisher, limits, clock }: Parts) {
  const sent = new LRUCache<string, TypingSignal>({ max: remembered });

  return async (user: User, spaceId: string, typing: boolean): Promise<void> => {
    await spaces.requireMember(user.uid, spaceId);
    const signal = { typing, at: clock.now() };
    const key = `${spaceId} ${user.uid}`;
    if (!isNews(sent.get(key), signal)) return;

    const channel = channelOf(chatChannel, { spaceId });
    limits.take(user.uid, channel);
    sent.set(key, signal);
    const data = { uid: user.uid, typing, expiresAt: toTimestamp(signal.at + typingExpiresAfter) };
    await publisher.signal(channel, { type: "chat:typing", by: user.uid, data });
  };
}
