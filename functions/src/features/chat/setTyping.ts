import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import type { User } from "../../platform/auth/user.js";
import { seconds, toTimestamp } from "../../platform/clock.js";
import type { ChatDeps, TypingSignal } from "./deps.js";

/** A client that hears nothing more takes the indicator away by then. */
export const typingExpiresAfter = seconds(6);

/** Half of the expiry: while a user types, the indicator stays on though one signal is lost. */
const repeatAfter = seconds(3);

/** Whether others need to hear it: the state has changed, or the last signal is about to expire. */
export const isNews = (last: TypingSignal | undefined, next: TypingSignal): boolean =>
  last === undefined || last.typing !== next.typing || next.at - last.at >= repeatAfter;

interface Typing {
  readonly user: User;
  readonly spaceId: string;
  readonly typing: boolean;
}

/** Says that a user types, or no longer does. Connected members see it; it is stored nowhere. */
export async function setTyping(
  { spaces, publisher, limits, clock, lastTyping }: ChatDeps,
  { user, spaceId, typing }: Typing,
): Promise<void> {
  await spaces.requireMember(user.uid, spaceId);
  const signal = { typing, at: clock.now() };
  const key = `${spaceId} ${user.uid}`;
  if (!isNews(lastTyping.get(key), signal)) return;

  const channel = channelOf(chatChannel, { spaceId });
  await limits.take(user.uid, channel);
  lastTyping.set(key, signal);
  const data = { uid: user.uid, typing, expiresAt: toTimestamp(signal.at + typingExpiresAfter) };
  await publisher.signal(channel, { type: "chat:typing", by: user.uid, data });
}
