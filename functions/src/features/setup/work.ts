import { z } from "zod";
import { duePages } from "../../platform/jobs/duePages.js";
import type { Work } from "../../platform/jobs/work.js";
import type { SetupDeps } from "./deps.js";
import { runSetup } from "./runSetup.js";

const pages = duePages(z.tuple([z.number(), z.string()]), 100);

/** Work of `setup-orchestration`: goes on with set-ups that have waited for their time, or whose process has died. */
export const setupWork = (deps: SetupDeps): Work => ({
  job: "setup-orchestration",
  name: "setups",
  actWithinMs: 120_000,
  page: async ({ slot }, after) => {
    const { rows, next } = await pages(
      after,
      (from, limit) => deps.store.due(slot, from, limit),
      ({ place }) => place,
    );
    return { items: rows.map(({ spaceId }) => ({ id: spaceId })), dueSince: rows[0]?.place[0], next };
  },
  describe: () => "The set-up of a space",
  ownersOf: async ({ id }) => {
    const seen = await deps.store.setup(id);
    return seen ? [seen.value.createdBy] : [];
  },
  act: async ({ id }) => ({ [await runSetup(deps, id)]: 1 }),
});
