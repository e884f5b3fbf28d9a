import type { Schedule, SchedulePage, ScheduleRunPage } from "@firecast/contract/automations/schedules";
import type { User } from "../../../platform/auth/user.js";
import { requireOwned } from "../access/requireVisible.js";
import type { SchedulesDeps } from "./deps.js";
import { ownSchedule, type ScheduleRef } from "./ownSchedule.js";
import { shown } from "./shown.js";

/** All of a tool, for its owner. */
export async function listSchedules(
  { store, tools }: SchedulesDeps,
  { user, toolId }: { user: User; toolId: string },
): Promise<SchedulePage> {
  await requireOwned(tools, user, toolId);
  const list = await store.list(toolId);
  const items = await store.schedules(list?.value.ids ?? []);
  return { items: items.map(shown), nextCursor: null };
}

interface Asked extends ScheduleRef {
  readonly user: User;
}

export const readSchedule = async (deps: SchedulesDeps, { user, ...ref }: Asked): Promise<Schedule> =>
  shown((await ownSchedule(deps, user, ref)).value);

/** What became of its last firings. */
export async function listRuns(deps: SchedulesDeps, { user, ...ref }: Asked): Promise<ScheduleRunPage> {
  const { value } = await ownSchedule(deps, user, ref);
  return { items: await deps.store.runs(value.id), nextCursor: null };
}
