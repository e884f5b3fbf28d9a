import { ActiveUsers, analyticsChannel } from "@firecast/contract/analytics";
import { channelOf } from "@firecast/contract/core/channel";
import { WireEvent } from "@firecast/contract/core/events";
import { type Clock, seconds, toTimestamp } from "../../platform/clock.js";
import type { LogReader } from "../log/reader.js";
import type { Publisher } from "../publisher.js";
import { type ActiveCount, countActive } from "./activeUsers.js";
import type { FigureSnapshots } from "./snapshots.js";

export interface TellDeps {
  snapshots: Pick<FigureSnapshots, "all">;
  reader: Pick<LogReader, "from">;
  publisher: Pick<Publisher, "append">;
  clock: Clock;
}

const type = "analytics:active_users";

/** Less than a minute: a schedule may be late, and on time again. */
export const notSoonerThan = seconds(45);
/** Of the channel's newest events. What is not among them is told again. */
const lookedAt = 10;

/** Refuses an append that would say nothing new. */
class NothingNew extends Error {}

/**
 * Tells all who follow analytics how many are connected to all instances, if that has changed. Safe to repeat and to run
 * twice at once: of two appends one is overtaken, looks again, and finds what the other one has told.
 */
export async function tellActiveUsers({ snapshots, reader, publisher, clock }: TellDeps): Promise<void> {
  const count = countActive(await snapshots.all());
  const channel = channelOf(analyticsChannel, {});
  const prepare = async ({ seq }: { seq: number }): Promise<void> => {
    const stored = await reader.from(channel.name, Math.max(1, seq - lookedAt + 1), analyticsChannel.history);
    const last = stored.findLast((event) => event.type === type);
    if (last && !isNews(WireEvent.parse(JSON.parse(last.wire)), count, clock.now())) throw new NothingNew();
  };
  try {
    const data = { ...count, timestamp: toTimestamp(clock.now()) };
    await publisher.append({ channel, events: [{ type, data }], prepare });
  } catch (error) {
    if (!(error instanceof NothingNew)) throw error;
  }
}

function isNews({ at, data }: WireEvent, count: ActiveCount, now: number): boolean {
  const told = ActiveUsers.safeParse(data).data;
  const isSame = told?.authenticated === count.authenticated && told.anonymous === count.anonymous;
  return !isSame && now - Date.parse(at) >= notSoonerThan;
}
