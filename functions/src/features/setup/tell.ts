import type { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { toTimestamp } from "../../platform/clock.js";
import { derivedId } from "../../platform/ids.js";
import type { AnyDraft } from "../../realtime/index.js";
import type { SetupDeps } from "./deps.js";
import type { Told } from "./progress.js";
import type { StoredSetup } from "./schema.js";

/** What the space's channel hears of a set-up. */
export const eventsOf = (
  { id: pipelineId, createdBy }: StoredSetup,
  told: readonly Told[],
  now: number,
): AnyDraft<typeof spaceChannel>[] =>
  told.map((status) => ({
    type: "automation:pipeline_status",
    by: createdBy,
    data: { pipelineId, ...status, timestamp: toTimestamp(now) },
  }));

/** Tells who made the space that its set-up was set aside: once each time that it is. */
export async function alertOf(
  { accounts, log }: Pick<SetupDeps, "accounts" | "log">,
  { id, spaceId, createdBy, retries, steps }: StoredSetup,
): Promise<void> {
  const reason = steps.find((step) => step.reason !== undefined)?.reason ?? "";
  log.warn("setup.set_aside", { setup: id, space: spaceId });
  await accounts.alert(createdBy, {
    id: derivedId("setup", id, String(retries)),
    title: "A new space could not be set up",
    body: `${reason} Space: ${spaceId}`,
  });
}
