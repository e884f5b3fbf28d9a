import { ActiveUsers, analyticsChannel } from "@firecast/contract/analytics";
import { channelOf } from "@firecast/contract/core/channel";
import type { WireEvent } from "@firecast/contract/core/events";
import { type Clock, seconds, toTimestamp } from "../../platform/clock.js";
import { type ActiveCount, countActive } from "./activeUsers.js";
import type { FigureSnapshots } from "./snapshots.js";
import { type TellDeps, tellNews } from "./tellNews.js";

interface TellActiveDeps extends TellDeps {
  snapshots: Pick<FigureSnapshots, "all">;
  clock: Clock;
}

/** Less than a minute: a schedule may be late, and on time again. */
export const notSoonerThan = seconds(45);

/** Tells all who follow analytics how many are connected to all instances, if that has changed. */
export async function tellActiveUsers({ snapshots, clock, ...deps }: TellActiveDeps): Promise<void> {
  const count = countActive(await snapshots.all());
  const data = { ...count, timestamp: toTimestamp(clock.now()) };
  const channel = channelOf(analyticsChannel, {});
  await tellNews(deps, channel, { type: "analytics:active_users", data }, (last) =>
    isNews(last, count, clock.now()),
  );
}

function isNews({ at, data }: WireEvent, count: ActiveCount, now: number): boolean {
  const told = ActiveUsers.safeParse(data).data;
  const isSame = told?.authenticated === count.authenticated && told.anonymous === count.anonymous;
  return !isSame && now - Date.parse(at) >= notSoonerThan;
}
