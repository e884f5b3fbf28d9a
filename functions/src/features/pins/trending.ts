import { analyticsChannel } from "@firecast/contract/analytics";
import { channelOf } from "@firecast/contract/core/channel";
import { days, toTimestamp } from "../../platform/clock.js";
import type { PinsDeps } from "./deps.js";

export interface TrendingPin {
  readonly id: string;
  readonly title: string;
  readonly views: number;
  /** By how much more it was viewed today than yesterday (UTC): 0.5 for half as much again. */
  readonly trend: number;
}

const most = 10;

/** The published pins that are viewed most, the most viewed first. */
export async function trendingPins({
  store,
  clock,
}: Pick<PinsDeps, "store" | "clock">): Promise<TrendingPin[]> {
  const dates = [clock.now(), clock.now() - days(1)].map((ms) => toTimestamp(ms).slice(0, 10));
  const pins = (await store.mostViewed(most)).filter(({ views }) => views > 0);
  return Promise.all(
    pins.map(async ({ id, title, views }) => {
      const [today = 0, yesterday = 0] = (await store.days(id, dates)).map((day) =>
        day ? day.after - day.before : 0,
      );
      return { id, title, views, trend: (today - yesterday) / Math.max(1, yesterday) };
    }),
  );
}

/** Tells all who follow analytics, once an hour. Twice says the same twice. */
export async function announceTrending(deps: Pick<PinsDeps, "store" | "clock" | "publisher">): Promise<void> {
  const pins = await trendingPins(deps);
  if (pins.length === 0) return;
  await deps.publisher.append({
    channel: channelOf(analyticsChannel, {}),
    events: [{ type: "analytics:trending_pins", data: { pins, timestamp: toTimestamp(deps.clock.now()) } }],
  });
}
