import type { Tool } from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { notFound, Problem } from "../../../platform/problems.js";
import type { SpacesActions } from "../../spaces/actions.js";
import type { ToolsStore } from "../store.js";

/** What decides who sees a tool. */
export interface AccessDeps {
  readonly store: Pick<ToolsStore, "tool" | "isDeployedToAny" | "someSpacesOf">;
  readonly spaces: Pick<SpacesActions, "isMemberOfAny" | "activeSpacesOf">;
}

/** So many of the caller's spaces are looked at, then so many of the tool's: it bounds the reads of one call. */
const mostSpaces = 100;

/** A tool that the user owns, or that is deployed to a space of theirs. */
export async function visibleTool(
  deps: AccessDeps,
  user: Pick<User, "uid">,
  toolId: string,
): Promise<Versioned<Tool> | undefined> {
  const seen = await deps.store.tool(toolId);
  return seen && (await maySee(deps, user, seen.value)) ? seen : undefined;
}

/** @throws Problem `not_found`. */
export async function requireVisible(
  deps: AccessDeps,
  user: Pick<User, "uid">,
  toolId: string,
): Promise<Versioned<Tool>> {
  const seen = await visibleTool(deps, user, toolId);
  if (!seen) throw notFound();
  return seen;
}

/** @throws Problem `not_found`, or `forbidden` for a user who sees the tool but does not own it. */
export async function requireOwned(
  deps: AccessDeps,
  user: Pick<User, "uid">,
  toolId: string,
): Promise<Versioned<Tool>> {
  const seen = await requireVisible(deps, user, toolId);
  if (seen.value.ownerId !== user.uid) {
    throw new Problem("forbidden", { detail: "Only the owner does that. Fork the tool to have your own." });
  }
  return seen;
}

/** @throws Problem `conflict`: what is in the archive stays as it is. */
export function requireInUse({ archivedAt }: Tool): void {
  if (archivedAt === undefined) return;
  throw new Problem("conflict", { detail: "The tool is in the archive. Fork it to have one that works." });
}

async function maySee(
  { store, spaces }: AccessDeps,
  user: Pick<User, "uid">,
  { id, ownerId }: Tool,
): Promise<boolean> {
  if (ownerId === user.uid) return true;
  const { spaceIds, isAll } = await spaces.activeSpacesOf(user.uid, mostSpaces);
  if (await store.isDeployedToAny(id, spaceIds)) return true;
  return !isAll && (await spaces.isMemberOfAny(user.uid, await store.someSpacesOf(id, mostSpaces)));
}
