import type { Tool } from "@firecast/contract/tools";
import type { User } from "../../platform/auth/user.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { ToolsDeps } from "./deps.js";

/** So many of the caller's spaces are looked at, then so many of the tool's: it bounds the reads of one call. */
const mostSpaces = 100;

/** A tool that the user owns, or that is deployed to a space of theirs. @throws Problem `not_found`. */
export async function requireVisible(
  deps: Pick<ToolsDeps, "store" | "spaces">,
  user: User,
  toolId: string,
): Promise<Versioned<Tool>> {
  const seen = await deps.store.tool(toolId);
  if (!seen || !(await maySee(deps, user, seen.value))) throw notFound();
  return seen;
}

/** @throws Problem `not_found`, or `forbidden` for a user who sees the tool but does not own it. */
export async function requireOwned(
  deps: Pick<ToolsDeps, "store" | "spaces">,
  user: User,
  toolId: string,
): Promise<Versioned<Tool>> {
  const seen = await requireVisible(deps, user, toolId);
  if (seen.value.ownerId !== user.uid) {
    throw new Problem("forbidden", { detail: "Only the owner does that. Fork the tool to have your own." });
  }
  return seen;
}

async function maySee(
  { store, spaces }: Pick<ToolsDeps, "store" | "spaces">,
  user: User,
  { id, ownerId }: Tool,
): Promise<boolean> {
  if (ownerId === user.uid) return true;
  const { spaceIds, isAll } = await spaces.activeSpacesOf(user.uid, mostSpaces);
  if (await store.isDeployedToAny(id, spaceIds)) return true;
  return !isAll && (await spaces.isMemberOfAny(user.uid, await store.someSpacesOf(id, mostSpaces)));
}
