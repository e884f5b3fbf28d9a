import { channelOf } from "@firecast/contract/core/channel";
import { toolChannel } from "@firecast/contract/tools";
import type { Call } from "../../../platform/call.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { SchedulesDeps } from "./deps.js";
import { ownSchedule, type ScheduleRef } from "./ownSchedule.js";
import type { SchedulesStore } from "./store.js";

interface Remove extends Call<void>, ScheduleRef {}

/** What it has done stays. @throws Problem `not_found`, `forbidden`. */
export async function removeSchedule(deps: SchedulesDeps, { user, request, ...ref }: Remove): Promise<void> {
  const { store, limits } = deps;
  const { toolId, scheduleId } = ref;
  const count = once(() => limits.take(user.uid, channelOf(toolChannel, { toolId })));
  await retryOnConflict(request, async () => {
    const [list] = await Promise.all([store.list(toolId), ownSchedule(deps, user, ref)]);
    await count();
    await store.commit((batch) => {
      store.deleteSchedule(batch, scheduleId);
      store.putList(batch, toolId, list, without(list?.value.ids, scheduleId));
      request?.record(batch, undefined);
    });
  });
}

const pageSize = 100;

/** Deletes the schedules of a user whose account ends. Safe to repeat. */
export async function forgetSchedules(store: SchedulesStore, uid: string): Promise<void> {
  for (;;) {
    const ids = await store.idsOf(uid, pageSize);
    if (ids.length === 0) return;
    for (const id of ids) await forget(store, id);
  }
}

const forget = (store: SchedulesStore, id: string): Promise<void> =>
  retryOnConflict(undefined, async () => {
    const toolId = (await store.schedule(id))?.value.toolId;
    const list = toolId === undefined ? undefined : await store.list(toolId);
    await store.commit((batch) => {
      store.deleteSchedule(batch, id);
      if (toolId !== undefined) store.putList(batch, toolId, list, without(list?.value.ids, id));
    });
  });

const without = (ids: readonly string[] = [], id: string): string[] => ids.filter((other) => other !== id);
