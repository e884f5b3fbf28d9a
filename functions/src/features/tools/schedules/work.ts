import { z } from "zod";
import { toTimestamp } from "../../../platform/clock.js";
import { listCursor } from "../../../platform/firestore/listCursor.js";
import type { Work } from "../../../platform/jobs/work.js";
import type { SchedulesDeps } from "./deps.js";
import { fireSchedule } from "./fireSchedule.js";

const pageSize = 200;
const place = listCursor(z.tuple([z.string(), z.string()]));

/** What the job `tool-automations` does: fires the schedules of tools that are due. */
export const schedulesWork = (deps: SchedulesDeps): Work => ({
  job: "tool-automations",
  name: "schedules",
  // A receiver of webhooks that never answers keeps a place for its ten seconds.
  atOnce: 50,
  actWithinMs: 120_000,
  page: async ({ slot }, after) => {
    const from = after === undefined ? undefined : place.decode(after);
    const due = await deps.store.due(toTimestamp(slot), from, pageSize);
    const last = due.at(-1);
    return {
      items: due.map(([, id]) => ({ id })),
      dueSince: due[0] && Date.parse(due[0][0]),
      next: last && due.length === pageSize ? place.encode(last) : undefined,
    };
  },
  act: ({ id }, { slot }) => fireSchedule(deps, { id, slot }),
  ownersOf: async ({ id }) => {
    const schedule = await deps.store.schedule(id);
    return schedule ? [schedule.value.createdBy] : [];
  },
  describe: async ({ id }) => `The schedule "${(await deps.store.schedule(id))?.value.name ?? id}"`,
});
