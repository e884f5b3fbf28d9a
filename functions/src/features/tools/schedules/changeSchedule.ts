import type { ChangeSchedule, Schedule } from "@firecast/contract/automations/schedules";
import { channelOf } from "@firecast/contract/core/channel";
import { toolChannel } from "@firecast/contract/tools";
import type { Call } from "../../../platform/call.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { Problem } from "../../../platform/problems.js";
import type { SchedulesDeps } from "./deps.js";
import { ownSchedule, type ScheduleRef } from "./ownSchedule.js";
import type { StoredSchedule } from "./schema.js";
import { shown } from "./shown.js";

interface Change extends Call<Schedule>, ScheduleRef {
  readonly change: ChangeSchedule;
}

/** Names it anew, switches it off, or on: then also one that was suspended waits for its next time. */
export async function changeSchedule(
  deps: SchedulesDeps,
  { user, change, request, ...ref }: Change,
): Promise<Schedule> {
  const { store, limits } = deps;
  const count = once(() => limits.take(user.uid, channelOf(toolChannel, { toolId: ref.toolId })));
  return retryOnConflict(request, async () => {
    const seen = await ownSchedule(deps, user, ref);
    await count();
    const { name = seen.value.name } = change;
    const switched = await switchedTo(deps, seen.value, change.enabled);
    const schedule = name === undefined ? switched : { ...switched, name };
    const answer = shown(schedule);
    await store.commit((batch) => {
      store.updateSchedule(batch, seen, schedule);
      request?.record(batch, answer);
    });
    return answer;
  });
}

/** A firing that was tried in vain is given up. What cannot work any more can still be switched off. */
async function switchedTo(
  { performer, clock }: SchedulesDeps,
  schedule: StoredSchedule,
  enabled: boolean | undefined,
): Promise<StoredSchedule> {
  const { toolId, actions, createdBy: uid } = schedule;
  const isOn = schedule.enabled && !schedule.suspended;
  if (enabled === undefined || enabled === isOn) return schedule;
  const { nextFiring, withoutPending } = await import("./firing.js");
  const { suspended: _, ...idle } = withoutPending(schedule);
  if (!enabled) return { ...idle, enabled };
  await performer.check(actions, { author: { uid }, toolId });
  const next = nextFiring(schedule, clock.now());
  if (next.dueAt === undefined)
    throw new Problem("conflict", { detail: "The time of this schedule has passed." });
  return { ...idle, ...next, enabled, failures: 0 };
}
