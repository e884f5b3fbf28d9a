import type { Renewal } from "../delivery/reader.js";
import type { Shared } from "../environment/shared.js";
import type { Continuity } from "../types/states.js";

/** Clients that were reset together do not ask together, ms. */
const refetchSpreadMs = 2000;

/** Fetches what a reader is due, one after the other, and again what could not be had. */
export const fetchDue =
  (shared: Shared) =>
  async (reader: Renewal, isReset: boolean): Promise<void> => {
    const { due, env, isOver, inTurn, failed, wait } = reader;
    let failures = 0;
    if (isReset) await wait(Math.round(env.random() * refetchSpreadMs));
    for (const [key, continuity] of due) {
      if (isOver()) return;
      due.delete(key);
      try {
        await inTurn(() => fetchState(shared, reader, continuity, failures > 0));
      } catch (cause) {
        if (isOver()) return;
        failed(new shared.RealtimeError("refetch", "The state could not be fetched.", { cause }));
        if (!due.has(key)) due.set(key, continuity);
        await wait(shared.pauseAfter(failures++, env.random, { leastMs: 500 }));
      }
    }
  };

async function fetchState(
  { RealtimeError }: Shared,
  { options: { snapshot, refetch }, readState, isOver, take, failed }: Renewal,
  continuity: Continuity,
  isAgain: boolean,
): Promise<void> {
  if (isOver()) return;
  if (snapshot) {
    const state = await readState(continuity.channel, isAgain);
    if (isOver()) return;
    if (state && state.seq < (continuity.head ?? 0)) throw new Error("the state is older than what follows");
    if (state) take(state);
    else failed(new RealtimeError("request", `${continuity.channel} is not keyed: it has no state.`));
  }
  if (continuity.start === "reset") await refetch?.(continuity);
}
