import type { Schedule } from "@firecast/contract/automations/schedules";
import type { StoredSchedule } from "./schema.js";

/** As its owner sees it: without the secret. */
export function shown(stored: StoredSchedule): Schedule {
  const { pending: _, secret: __, fired: ___, dueAt, ...schedule } = stored;
  const status = statusOf(stored);
  return { ...schedule, status, ...(dueAt !== undefined && { nextAt: dueAt }) };
}

function statusOf({ enabled, suspended, dueAt }: StoredSchedule): Schedule["status"] {
  if (suspended) return "suspended";
  if (!enabled) return "disabled";
  return dueAt === undefined ? "ended" : "active";
}
