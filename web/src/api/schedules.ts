import { type Caller, pathOf } from "@firecast/client";
import type { CreateSchedule, Schedule, SchedulePage } from "@firecast/contract/automations/schedules";

export type ScheduleDraft = Pick<CreateSchedule, "actions"> & Partial<CreateSchedule>;

/** What a tool does by itself: for its owner. */
export const scheduleCalls = ({ read, write }: Caller) => ({
  list: (toolId: string) => read<SchedulePage>(pathOf`/api/tools/${toolId}/schedules`),
  create: (toolId: string, draft: ScheduleDraft) =>
    write<Schedule>("POST", pathOf`/api/tools/${toolId}/schedules`, draft),
  change: (toolId: string, id: string, change: { enabled: boolean }) =>
    write<Schedule>("PATCH", pathOf`/api/tools/${toolId}/schedules/${id}`, change),
  remove: (toolId: string, id: string) =>
    write<undefined>("DELETE", pathOf`/api/tools/${toolId}/schedules/${id}`),
});
