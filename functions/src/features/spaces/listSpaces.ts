import { Segment } from "@firecast/contract/core/ids";
import type { ListMembers, ListSpaces, MemberPage, SpacePage } from "@firecast/contract/space/spaces";
import type { User } from "../../platform/auth/user.js";
import { listCursor, pageOf } from "../../platform/firestore/listCursor.js";
import { notFound } from "../../platform/problems.js";
import { maySee } from "./members/decide.js";
import type { SpacesDeps } from "./deps.js";
import { named } from "./readSpace.js";

/** The id where a page ended. */
const idCursor = listCursor(Segment);

/** The spaces that a user is an active member of. */
export async function listSpaces(
  { store }: Pick<SpacesDeps, "store">,
  { user, query: { limit, cursor } }: { user: User; query: ListSpaces },
): Promise<SpacePage> {
  const after = cursor === undefined ? undefined : idCursor.parse(cursor);
  const rows = await store.membershipRows(user.uid, limit, after);
  const page = pageOf(
    rows,
    limit,
    ({ id, member }) => (member?.status === "active" ? id : undefined),
    ({ id }) => idCursor.encode(id),
  );
  const spaces = await store.spaces(page.items);
  return { ...page, items: spaces.flatMap((space) => space ?? []) };
}

/** The members of a space as the user may see them. @throws Problem `not_found` if the user is no active member. */
export async function listMembers(
  { store, members, names }: Pick<SpacesDeps, "store" | "members" | "names">,
  { user, spaceId, query: { limit, cursor } }: { user: User; spaceId: string; query: ListMembers },
): Promise<MemberPage> {
  const after = cursor === undefined ? undefined : idCursor.parse(cursor);
  const actor = await members.of(user.uid, spaceId);
  if (!actor) throw notFound();
  const page = pageOf(
    await store.memberRows(spaceId, limit, after),
    limit,
    ({ member }) => (member && maySee(actor, member) ? member : undefined),
    ({ id }) => idCursor.encode(id),
  );
  return { ...page, items: await Promise.all(page.items.map((member) => named(names, member))) };
}
