import { z } from "zod";
import { type Activity, activityTypes } from "@firecast/contract/space/activity";
import type { WireEvent } from "@firecast/contract/core/events";
import { Segment } from "@firecast/contract/core/ids";

type Kind = (typeof activityTypes)[keyof typeof activityTypes];
const kinds: ReadonlyMap<string, Kind> = new Map(Object.entries(activityTypes));
const Data = z.record(z.string(), z.unknown());

/** Whether events of that type are activity: the others are many, and need not be read. */
export const isActivity = (type: string): boolean => kinds.has(type);

/** What an event says that a user did; undefined for what is no activity, or what no user did. */
export function activityOf({ id, type, by, at, channel, data }: WireEvent): Activity | undefined {
  const kind = kinds.get(type);
  const named = kind && Segment.safeParse(Data.safeParse(data).data?.[kind.id]);
  if (!named?.success || by === undefined) return undefined;
  const [first, spaceId] = channel.split("/");
  const activity = { id, type, by, entity: { type: kind?.entity ?? "", id: named.data }, at };
  return first === "spaces" && spaceId !== undefined ? { ...activity, spaceId } : activity;
}
