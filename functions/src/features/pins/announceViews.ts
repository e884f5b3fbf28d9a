import { setTimeout as delay } from "node:timers/promises";
import { channelOf } from "@firecast/contract/core/channel";
import { ownPinsChannel, pinChannel } from "@firecast/contract/pins";
import { type Clock, seconds, toTimestamp } from "../../platform/clock.js";
import { keyedMutex } from "../../platform/concurrency/keyedMutex.js";
import { isConflict } from "../../platform/firestore/grpc.js";
import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher } from "../../realtime/index.js";
import type { PinViewCounter } from "./pinViews.js";
import type { PinsStore } from "./store.js";

/** Tells how often pins were viewed: `pin:views_updated`, coalesced over all instances. */
export interface ViewsAnnouncer {
  /**
   * Resolves when the count that is stored now was announced, or when another caller waits for that. Never rejects: the
   * next view announces what is missing.
   */
  announce(pinId: string): Promise<void>;
}

interface Deps {
  readonly store: PinsStore;
  readonly views: Pick<PinViewCounter, "total">;
  readonly publisher: Pick<Publisher, "append" | "signal">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** From one announcement of a pin to the next, over all instances. */
const apartMs = seconds(1);
/** Others who announce are waited for, then a caller is let go. */
const giveUpAfter = seconds(6);

/** The first announcement of a quiet pin goes out at once. The pin's document says when the last one was. */
export function viewsAnnouncer(deps: Deps): ViewsAnnouncer {
  const { clock, log } = deps;
  const turn = keyedMutex();
  /** Announcements that have not looked yet: what was counted until then is in them. */
  const waiting = new Set<string>();

  const run = async (pinId: string): Promise<void> => {
    const deadline = clock.now() + giveUpAfter;
    while (clock.now() < deadline) {
      waiting.add(pinId);
      const pauseMs = await untilNext(deps, pinId);
      if (pauseMs > 0) await delay(pauseMs);
      waiting.delete(pinId);
      if (await announceNow(deps, pinId)) return;
    }
    log.warn("pin.views.not_announced", { pinId });
  };

  return {
    announce: async (pinId) => {
      if (waiting.has(pinId)) return;
      waiting.add(pinId);
      try {
        await turn(pinId, () => run(pinId));
      } catch (error) {
        waiting.delete(pinId);
        log.error("pin.views.not_announced", error, { pinId });
      }
    },
  };
}

/** Until the pin may be announced again, ms. Jitter parts instances that wait for the same moment. */
async function untilNext({ store, clock, random }: Deps, pinId: string): Promise<number> {
  const viewsAt = (await store.pin(pinId))?.value.viewsAt;
  const passedMs = viewsAt === undefined ? apartMs : clock.now() - Date.parse(viewsAt);
  return passedMs >= apartMs ? 0 : apartMs - Math.max(0, passedMs) + random() * 200;
}

/** False if another one was first: there may be more to announce. */
async function announceNow(deps: Deps, pinId: string): Promise<boolean> {
  const { store, views, publisher, clock } = deps;
  const timestamp = toTimestamp(clock.now());
  const [total, { pin, day }] = await Promise.all([
    views.total(pinId),
    store.viewed(pinId, timestamp.slice(0, 10)),
  ]);
  if (!pin || pin.value.views >= total) return true;
  const viewed = { pinId, views: total, timestamp };
  try {
    await publisher.append({
      channel: channelOf(pinChannel, { pinId }),
      events: [{ type: "pin:views_updated", data: viewed }],
      writes: (batch) => store.putViews(batch, pin, total, timestamp, day),
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
    return false;
  }
  await publisher.signal(channelOf(ownPinsChannel, { uid: pin.value.ownerId }), {
    type: "pin:views_updated",
    data: viewed,
  });
  return true;
}
