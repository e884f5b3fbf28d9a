import { z } from "zod";
import { toTimestamp } from "../../../platform/clock.js";
import { duePages } from "../../../platform/jobs/duePages.js";
import type { Work } from "../../../platform/jobs/work.js";
import type { SchedulesDeps } from "./deps.js";
import { fireSchedule } from "./fireSchedule.js";

const pages = duePages(z.tuple([z.string(), z.string()]), 200);

/** What the job `tool-automations` does: fires the schedules of tools that are due. */
export const schedulesWork = (deps: SchedulesDeps): Work => ({
  job: "tool-automations",
  name: "schedules",
  // A receiver of webhooks that never answers keeps a place for its ten seconds.
  atOnce: 50,
  actWithinMs: 120_000,
  page: async ({ slot }, after) => {
    const { rows, next } = await pages(
      after,
      (from, limit) => deps.store.due(toTimestamp(slot), from, limit),
      (place) => place,
    );
    const [first] = rows;
    return { items: rows.map(([, id]) => ({ id })), dueSince: first && Date.parse(first[0]), next };
  },
  act: ({ id }, { slot }) => fireSchedule(deps, { id, slot }),
  ownersOf: async ({ id }) => {
    const schedule = await deps.store.schedule(id);
    return schedule ? [schedule.value.createdBy] : [];
  },
  describe: async ({ id }) => `The schedule "${(await deps.store.schedule(id))?.value.name ?? id}"`,
});
