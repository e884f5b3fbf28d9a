import { type Caller, pathOf } from "@firecast/client";
import type { JobRunPage } from "@firecast/contract/jobs";
import type { DeviceList } from "@firecast/contract/notifications/devices";
import type { Trace } from "@firecast/contract/notifications/push";
import type { DeadLetterPage, Replayed, Stats } from "@firecast/contract/operations";

/** How the deployment does, for operators. */
export const operationCalls = ({ read, write }: Caller) => ({
  stats: () => read<Stats>("/api/realtime/stats"),
  runs: () => read<JobRunPage>("/api/cron/runs", { limit: 20 }),
  letters: () => read<DeadLetterPage>("/api/dead-letters", { limit: 50 }),
  replay: (letterId: string) => write<Replayed>("POST", pathOf`/api/dead-letters/${letterId}/replay`),
});

/** What becomes of pushes to the user. */
export const pushCalls = ({ read, write }: Caller) => ({
  trace: (notificationId: string) => read<Trace>(pathOf`/api/notifications/${notificationId}/trace`),
  devices: () => read<DeviceList>("/api/devices"),
  removeDevice: (deviceId: string) => write<undefined>("DELETE", pathOf`/api/devices/${deviceId}`),
});
