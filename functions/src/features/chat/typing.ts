import { seconds } from "../../platform/clock.js";

export interface TypingSignal {
  typing: boolean;
  at: number;
}

/** A client that hears nothing more takes the indicator away by then. */
export const typingExpiresAfter = seconds(6);

/** Half of the expiry: while somebody types, the indicator stays on though one signal is lost. */
const repeatAfter = seconds(3);

/** Whether others need to hear it: the state has changed, or the last signal is about to expire. */
export const isNews = (last: TypingSignal | undefined, next: TypingSignal): boolean =>
  last === undefined || last.typing !== next.typing || next.at - last.at >= repeatAfter;
