import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { atMost } from "../../../platform/concurrency/atMost.js";
import { settleAll } from "../../../platform/concurrency/settleAll.js";
import { timeOf, type Written } from "../../../platform/firestore/trigger.js";
import { happeningKind } from "../../../platform/happenings/happening.js";
import type { Listener } from "../../../platform/happenings/listener.js";
import { derivedId } from "../../../platform/ids.js";
import { parseWritten } from "../../../platform/notices/readWritten.js";
import { milestoneOf, milestonesBetween } from "../notices.js";
import { CountedTool } from "../schema.js";
import type { ToolsStore } from "../store.js";

export const toolMilestoneReached = happeningKind({
  name: "tool_milestone",
  summary: "A tool that is deployed to the space was used so many times: 10, 50, 100, 500 and so on.",
  facts: z.object({ "tool.id": Segment, "tool.name": z.string(), "tool.uses": z.int() }),
  example: { "tool.id": "poll", "tool.name": "Poll", "tool.uses": 100 },
});

/** A milestone comes seldom; of the spaces that a tool is deployed to, so many hear of it. */
const mostSpaces = 500;
const atOnce = 20;

interface Deps {
  readonly listener: Pick<Listener, "isWanted" | "happened">;
  readonly store: Pick<ToolsStore, "someSpacesOf">;
}

/** Tells the spaces that a tool is deployed to of milestones of its uses. Safe to repeat: each comes once ever. */
export async function noteMilestones(
  { listener, store }: Deps,
  event: Written<{ toolId: string }>,
): Promise<void> {
  const { data, params } = event;
  const before = parseWritten(CountedTool, data?.before, { id: params.toolId });
  const tool = parseWritten(CountedTool, data?.after, { id: params.toolId });
  const reached = before && tool ? milestonesBetween(milestoneOf(before), milestoneOf(tool)) : [];
  if (!tool || reached.length === 0) return;
  const kind = toolMilestoneReached.name;
  const inTurn = atMost(atOnce);
  const tell = async (spaceId: string): Promise<void> => {
    if (!(await listener.isWanted(kind, spaceId))) return;
    for (const uses of reached) {
      await listener.happened({
        kind,
        id: derivedId(kind, spaceId, tool.id, String(uses)),
        spaceId,
        at: timeOf(event),
        about: tool.id,
        facts: { "tool.id": tool.id, "tool.name": tool.name, "tool.uses": uses },
      });
    }
  };
  const spaceIds = await store.someSpacesOf(tool.id, mostSpaces);
  await settleAll(spaceIds.map((spaceId) => inTurn(() => tell(spaceId))));
}
