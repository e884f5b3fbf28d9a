import { Deployment } from "@firecast/contract/tools";
import { type Created, timeOf, type Written } from "../../platform/firestore/trigger.js";
import type { Log } from "../../platform/log.js";
import type { Notice } from "../../platform/notices/notice.js";
import { parseWritten, readWritten } from "../../platform/notices/readWritten.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { SpacesActions } from "../spaces/actions.js";
import type { ToolsActions } from "./actions.js";
import { nobody } from "./lifetime/forgetTools.js";
import { CountedTool } from "./schema.js";
import {
  isNewVersion,
  tellToolDeployed,
  tellToolForked,
  tellToolMilestone,
  tellToolUpdated,
} from "./notices.js";

interface Deps {
  spaces: Pick<SpacesActions, "name">;
  tools: Pick<ToolsActions, "tool" | "forks">;
  teller: Pick<Teller, "notify">;
  log: Log;
}

/** Tells of forks, milestones and new versions when a tool's document was written. Safe to repeat. */
export async function tellOfTool(deps: Deps, event: Written<{ toolId: string }>): Promise<void> {
  const { tools, teller, log } = deps;
  const { data, params } = event;
  const after = readWritten(log, CountedTool, data?.after, { id: params.toolId });
  if (!after) return;
  const before = parseWritten(CountedTool, data?.before, { id: params.toolId });
  const change = { before, after, at: timeOf(event) };

  if (!before && after.forkOf !== undefined) {
    const original = await tools.tool(after.forkOf);
    if (original && original.ownerId !== nobody)
      await teller.notify(tellToolForked({ fork: after, original }));
  }
  await teller.notify(tellToolMilestone(change));
  if (!isNewVersion(change)) return;
  for await (const forks of tools.forks(after.id)) await notifyEach(teller, tellToolUpdated(change, forks));
}

/** Tells the members of a space of a tool that was deployed there. Safe to repeat. */
export async function tellOfDeployment(
  { spaces, tools, teller, log }: Deps,
  { data, params }: Created<{ spaceId: string; toolId: string }>,
): Promise<void> {
  const deployment = readWritten(log, Deployment, data, params);
  if (!deployment) return;
  const { spaceId, toolId } = deployment;
  const [tool, spaceName] = await Promise.all([tools.tool(toolId), spaces.name(spaceId)]);
  if (!tool || spaceName === undefined) return;
  await teller.notify(tellToolDeployed({ deployment, tool, spaceName }));
}

/** Owners of forks that are told at the same time. */
const atOnce = 20;

/** Each owner has a link to a fork of their own, and so a notice of their own. */
async function notifyEach(teller: Pick<Teller, "notify">, notices: readonly Notice[]): Promise<void> {
  for (let from = 0; from < notices.length; from += atOnce) {
    await Promise.all(notices.slice(from, from + atOnce).map((notice) => teller.notify([notice])));
  }
}
