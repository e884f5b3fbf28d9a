import { z } from "zod";
import { listCursor } from "../../platform/firestore/listCursor.js";
import type { Work } from "../../platform/jobs/work.js";
import type { SetupDeps } from "./deps.js";
import { runSetup } from "./runSetup.js";

const pageSize = 100;
const place = listCursor(z.tuple([z.number(), z.string()]));

/** Work of `setup-orchestration`: goes on with set-ups that have waited for their time, or whose process has died. */
export const setupWork = (deps: SetupDeps): Work => ({
  job: "setup-orchestration",
  name: "setups",
  actWithinMs: 120_000,
  page: async ({ slot }, after) => {
    const from = after === undefined ? undefined : place.decode(after);
    const due = await deps.store.due(slot, from, pageSize);
    const [first] = due;
    const last = due.at(-1);
    return {
      items: due.map(({ spaceId }) => ({ id: spaceId })),
      ...(first && { dueSince: first.place[0] }),
      next: last && due.length === pageSize ? place.encode(last.place) : undefined,
    };
  },
  describe: () => "The set-up of a space",
  ownersOf: async ({ id }) => {
    const seen = await deps.store.setup(id);
    return seen ? [seen.value.createdBy] : [];
  },
  act: async ({ id }) => ({ [await runSetup(deps, id)]: 1 }),
});
