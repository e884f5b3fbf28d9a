import { setTimeout as delay } from "node:timers/promises";
import type { Feature } from "./features/feature.js";
import { seconds } from "./platform/clock.js";
import type { InFlight } from "./platform/http/inFlight.js";
import type { Operations, RealtimeStreams } from "./realtime/index.js";

interface ClosingDeps {
  streams: Pick<RealtimeStreams, "drain" | "close">;
  operated: Pick<Operations, "snapshots">;
  inFlight: InFlight;
  features: readonly Feature[];
}

/** Leaves time, of the 8 s, to take back what the instance holds. */
const answersEndWithin = seconds(6);

/**
 * Ends an instance: its clients are sent away, and who has asked is answered, since functions-framework says 500 to a request
 * that is in flight when it exits.
 */
export async function closing({ streams, operated, inFlight, features }: ClosingDeps): Promise<void> {
  const answered = () => Promise.race([inFlight.none(), delay(answersEndWithin, undefined, { ref: false })]);
  for (const feature of features) feature.drain?.();
  await Promise.all([streams.drain(), answered()]);
  for (const feature of features) await feature.close?.();
  await Promise.all([streams.close(), operated.snapshots.stop()]);
  await answered();
}
