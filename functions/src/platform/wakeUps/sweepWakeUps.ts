import type { DocumentSnapshot } from "firebase-admin/firestore";
import { type Clock, seconds } from "../clock.js";
import type { Log } from "../log.js";
import type { Outcome } from "./running.js";
import type { Policy } from "./policy.js";
import { shards, type WakeUpsStore } from "./store.js";

interface Deps {
  policy: Pick<Policy, "collection" | "sweptAfterMs" | "sweptAtOnce">;
  store: Pick<WakeUpsStore, "due">;
  run: (snapshot: DocumentSnapshot) => Promise<Outcome>;
  clock: Clock;
  log: Log;
}

/** Of one shard. */
const pageSize = 25;

/** Begins nothing after so long: what is left is due at the next sweep too. */
const sweepFor = seconds(40);

/** Does what the alarms have missed. What fails is put off beyond the start of the sweep, so no sweep meets it twice. */
export async function sweepWakeUps({
  policy,
  store,
  run,
  clock,
  log,
}: Deps): Promise<{ done: number; failed: number }> {
  const start = clock.now();
  const counts = { done: 0, failed: 0 };
  const isOver = (): boolean => clock.now() - start >= sweepFor;

  const runOne = async (snapshot: DocumentSnapshot): Promise<void> => {
    try {
      const { type } = await run(snapshot);
      if (type === "done") counts.done++;
      if (type === "failed" || type === "given_up") counts.failed++;
    } catch (error) {
      counts.failed++;
      log.error("wakeUp.not_settled", error, { id: snapshot.id });
    }
  };
  const runPage = async (page: readonly DocumentSnapshot[]): Promise<void> => {
    const waiting = page.values();
    const worker = async (): Promise<void> => {
      for (const snapshot of waiting) {
        if (isOver()) return;
        await runOne(snapshot);
      }
    };
    await Promise.all(Array.from({ length: policy.sweptAtOnce }, worker));
  };

  const dueBefore = start - policy.sweptAfterMs;
  let open = Array.from({ length: shards }, (_, shard) => store.due(shard, dueBefore, pageSize));
  while (open.length > 0 && !isOver()) {
    const next = await Promise.all(open.map((pages) => pages.next()));
    await runPage(next.flatMap((page) => (page.done ? [] : page.value)));
    open = open.filter((_, index) => next[index]?.done === false);
  }
  if (counts.done + counts.failed > 0) log.info("wakeUps.swept", { of: policy.collection, ...counts });
  return counts;
}
