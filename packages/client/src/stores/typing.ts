import { apiCalls } from "../calls/api.js";
import { after, newKey } from "../environment/timers.js";
import { createListeners } from "../optimistic/readable.js";
import type { Realtime } from "../realtime.js";
import { refusal } from "./source.js";

export interface TypingState {
  /** uids of others who type now, in the order in which they began. */
  readonly typing: readonly string[];
}

/** A keystroke is told again after so long, and one has stopped after as long without one. */
const everyMs = 3000;

/** Who types in a space's chat. Nothing of it is kept or repeated: it is gone when it is not said again. */
export function typingIn(realtime: Realtime, spaceId: string) {
  const { chat } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const listeners = createListeners();
  const ends = new Map<string, () => void>();
  const { isRefused, begins, refuse } = refusal();
  let state: TypingState = { typing: [] };
  const show = (): void => {
    state = { typing: [...ends.keys()] };
    listeners.tell();
  };
  const stop = (uid: string): void => {
    ends.get(uid)?.();
    if (ends.delete(uid)) show();
  };
  /** `expiresAt` is a time of the server's clock; what says none lasts for 3 s. */
  const hear = ({ uid, typing, expiresAt }: { uid: string; typing: boolean; expiresAt: string }): void => {
    if (uid === realtime.uid) return;
    const endsAt = Date.parse(expiresAt);
    const ms = Number.isNaN(endsAt) ? everyMs : endsAt - realtime.serverNow();
    if (!typing || ms <= 0) return stop(uid);
    const isNew = !ends.has(uid);
    ends.get(uid)?.();
    ends.set(
      uid,
      after(ms, () => stop(uid)),
    );
    if (isNew) show();
  };

  let saidAt: number | undefined;
  let cancelStop = (): void => undefined;
  // It is never repeated: what fails is out of date before it could be sent again.
  const say = (typing: boolean): void => void chat.typing(spaceId, typing).catch(() => undefined);
  const stopped = (): void => {
    cancelStop();
    if (saidAt === undefined) return;
    saidAt = undefined;
    say(false);
  };
  return {
    get: () => state,
    subscribe: listeners.subscribe,
    isRefused,
    start: () => {
      begins();
      const channel = `spaces/${spaceId}/chat` as const;
      const subscription = realtime.subscribe(
        channel,
        (event) => {
          if (event.type === "chat:typing") hear(event.data);
          if (event.type === "chat:message:created") stop(event.data.authorId);
        },
        { onEnd: refuse },
      );
      return () => {
        subscription.unsubscribe();
        stopped();
        for (const uid of [...ends.keys()]) stop(uid);
      };
    },
    /** On each keystroke: told at once, then every 3 s, and that it has stopped 3 s after the last one. */
    typed: (): void => {
      const now = realtime.serverNow();
      cancelStop();
      cancelStop = after(everyMs, stopped);
      if (saidAt !== undefined && now - saidAt < everyMs) return;
      saidAt = now;
      say(true);
    },
    /** The message is sent, or given up. */
    stopped,
  };
}
