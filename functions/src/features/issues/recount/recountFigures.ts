import { hours, minutes, toTimestamp } from "../../../platform/clock.js";
import type { JobCounts } from "@firecast/contract/jobs";
import type { Work } from "../../../platform/jobs/work.js";
import type { IssuesDeps } from "../deps.js";
import { nothing } from "../statistics/contribution.js";
import { countAll } from "./countAll.js";
import { driftOf, storedFigures } from "./counted.js";
import { commitsOf } from "./repair.js";
import { tidied, tidiedCampuses } from "./tidy.js";

const pageSize = 100;
/** Of so many issues a recount costs little: whenever something has changed. Of more, once a day. */
const few = 2000;
const seldom = hours(20);

type Deps = Pick<IssuesDeps, "statistics" | "heat" | "recounts" | "clock" | "log">;

/**
 * Work of `tool-lifecycle`: computes an organization's figures anew from all of its issues as they were at one moment. What the
 * stored ones differed by at that moment is added to them, so that nothing is lost that is written meanwhile; a recount that
 * another one came before adds nothing.
 */
export const recountFigures = (deps: Deps): Work => ({
  job: "tool-lifecycle",
  name: "issue-figures",
  atOnce: 2,
  actWithinMs: minutes(5),
  page: async (_, after) => {
    const ids = await deps.recounts.due(after, pageSize);
    return { items: ids.map((id) => ({ id })), next: ids.length === pageSize ? ids.at(-1) : undefined };
  },
  act: ({ id }) => recount(deps, id),
});

async function recount(deps: Deps, organizationId: string): Promise<JobCounts | undefined> {
  const { recounts, statistics, heat, clock, log } = deps;
  const { last, now } = await recounts.last(organizationId);
  if (last && last.value.issues > few && clock.now() - Date.parse(last.value.at) < seldom) return undefined;
  const asOf = recounts.asOf(now);
  const { counted, issues } = await countAll(recounts, asOf, organizationId);
  const [stored, campuses] = await asOf("figures", async (transaction) => {
    const [sums, { docs }] = await Promise.all([
      transaction.get(statistics.document(organizationId)),
      transaction.get(heat.ofOrganization(organizationId)),
    ]);
    return [statistics.version(sums), docs.flatMap((snapshot) => heat.version(snapshot) ?? [])] as const;
  });
  const before = storedFigures(
    stored?.value ?? nothing,
    campuses.map(({ value }) => value),
  );
  const drift = driftOf(counted, before, now.toMillis());
  const recounted = { at: toTimestamp(clock.now()), issues };
  let seen: { readonly version: typeof now } | undefined = last;
  for (const repair of commitsOf(drift)) {
    const version = await recounts.record(organizationId, seen, recounted, (batch) => {
      statistics.repair(batch, organizationId, repair.sums);
      heat.repair(batch, organizationId, repair.campuses);
    });
    seen = version && { version };
  }
  if (drift) {
    log.warn("issues.figures.drifted", { organizationId, campuses: drift.campuses.size });
    return { recounted: 1, repaired: 1 };
  }
  if (stored) {
    await recounts.tidy(statistics.document(organizationId), stored, tidied(stored.value, now.toMillis()));
  }
  for (const { campusId, version, fields } of tidiedCampuses(campuses, now.toMillis())) {
    await recounts.tidy(heat.document(campusId), { version }, fields);
  }
  return { recounted: 1 };
}
