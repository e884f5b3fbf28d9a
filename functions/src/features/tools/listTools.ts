import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { wellFormedText } from "@firecast/contract/core/text";
import type { ListTools, ToolPage } from "@firecast/contract/tools";
import type { User } from "../../platform/auth/user.js";
import { listCursor, pageOf } from "../../platform/firestore/listCursor.js";
import { withUses } from "./lifetime/changeTool.js";
import type { ToolsDeps } from "./deps.js";
import type { ToolPosition } from "./store.js";

/** Where a page ended; the tools of a space are in the order of their ids alone. */
const toolCursor = listCursor<ToolPosition>(z.tuple([wellFormedText().max(100), Segment]));

interface List {
  readonly user: User;
  readonly query: ListTools;
}

/** The caller's own tools, the newest first, or those of a space that they are a member of. */
export async function listTools(deps: ToolsDeps, { user, query }: List): Promise<ToolPage> {
  const { spaceId, archived, cursor, limit } = query;
  const after = cursor === undefined ? undefined : toolCursor.parse(cursor);
  if (spaceId !== undefined) await deps.spaces.requireMember(user.uid, spaceId);
  const rows = await (spaceId === undefined
    ? deps.store.ownPage(user.uid, after, limit)
    : deps.store.deployedPage(spaceId, after?.[1], limit));
  const isWanted = archived === "true";
  const page = pageOf(
    rows,
    limit,
    ({ tool }) => (tool && (tool.archivedAt !== undefined) === isWanted ? tool : undefined),
    ({ position }) => toolCursor.encode(position),
  );
  return { ...page, items: await Promise.all(page.items.map((tool) => withUses(deps, tool))) };
}
