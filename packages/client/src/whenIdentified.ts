import { after } from "./environment/timers.js";
import type { Realtime } from "./realtime.js";

/** While no token can be had. */
const askedAgainAfterMs = 5000;

/** Calls once with what `identify()` says, however long that takes. Returns what calls it off. */
export function whenIdentified(
  realtime: Realtime,
  act: (uid: string | null | undefined) => void,
): () => void {
  let isOver = false;
  let cancel = (): void => undefined;
  const ask = async (): Promise<string | null | undefined> => realtime.identify();
  const attempt = (): void =>
    void ask().then(
      (uid) => {
        if (!isOver) act(uid);
      },
      () => {
        if (!isOver) cancel = after(askedAgainAfterMs, attempt);
      },
    );
  attempt();
  return () => {
    isOver = true;
    cancel();
  };
}
