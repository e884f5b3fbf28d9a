import { setTimeout as pause } from "node:timers/promises";
import { together } from "../../platform/concurrency/together.js";
import type { Broadcast } from "../bus/broadcast.js";
import type { ConnectionNews } from "../bus/message.js";

/** In one message. */
const mostTogether = 500;

/** After one message until the next, ms: of clients that come by the hundreds, all instances shall not hear one by one. */
const restMs = 100;

/** Tells all instances what connections there are. What comes alone is told at once, what comes soon after it goes together. */
export function connectionNews(broadcast: Pick<Broadcast, "control">, isDraining: () => boolean) {
  let latest: Promise<void> | undefined;
  const tellTogether = together<ConnectionNews>(mostTogether, async (news) => {
    await broadcast.control({ type: "connections", news: [...news] });
    if (!isDraining()) await pause(restMs, undefined, { ref: false });
  });
  return {
    tell: (news: ConnectionNews): void => void (latest = tellTogether(news)),
    /** Resolves when all has been told. Never rejects. */
    told: async (): Promise<void> => latest,
  };
}
