import type { User } from "../../../platform/auth/user.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { notFound } from "../../../platform/problems.js";
import { requireOwned } from "../access/requireVisible.js";
import type { SchedulesDeps } from "./deps.js";
import type { StoredSchedule } from "./schema.js";

export interface ScheduleRef {
  readonly toolId: string;
  readonly scheduleId: string;
}

/** @throws Problem `not_found`, or `forbidden` for a user who sees the tool but does not own it. */
export async function ownSchedule(
  { store, tools }: Pick<SchedulesDeps, "store" | "tools">,
  user: User,
  { toolId, scheduleId }: ScheduleRef,
): Promise<Versioned<StoredSchedule>> {
  await requireOwned(tools, user, toolId);
  const seen = await store.schedule(scheduleId);
  if (seen?.value.toolId !== toolId) throw notFound();
  return seen;
}
