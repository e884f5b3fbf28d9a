import { typingIn, type TypingState } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useShared } from "./shared-store.js";

const initial: TypingState = { typing: [] };

/**
 * Who else types in a space's chat, each until `expiresAt` or until their message is there. Call `typed` on each keystroke: that
 * the user has stopped is told 3 s after the last one, or with `stopped`.
 */
export function useTyping(spaceId: string) {
  const { realtime } = useRealtimeContext();
  const { view, source } = useShared<TypingState, ReturnType<typeof typingIn>>(realtime, {
    name: `typing\n${spaceId}`,
    create: () => typingIn(realtime, spaceId),
    initial,
  });
  const { typed, stopped } = source;
  return { ...view, typed, stopped };
}
