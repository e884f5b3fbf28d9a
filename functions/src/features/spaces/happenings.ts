import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Member, SpaceRole } from "@firecast/contract/space/spaces";
import type { Written } from "../../platform/firestore/trigger.js";
import { type Happening, happeningKind } from "../../platform/happenings/happening.js";
import type { Listener, Lookup } from "../../platform/happenings/listener.js";
import { derivedId } from "../../platform/ids.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { SpacesDeps } from "./deps.js";

export const memberJoined = happeningKind({
  name: "member_joined",
  summary: "A user became an active member of the space.",
  facts: z.object({ "member.id": Segment, "member.name": z.string(), "member.role": SpaceRole }),
  example: { "member.id": "bob", "member.name": "Bob", "member.role": "member" },
});

type Named = Pick<SpacesDeps, "names">;

async function joined({ names }: Named, { uid, spaceId, role, joinedAt = "" }: Member): Promise<Happening> {
  return {
    kind: memberJoined.name,
    // Who leaves and comes again joins again.
    id: derivedId(memberJoined.name, spaceId, uid, joinedAt),
    spaceId,
    at: joinedAt,
    facts: { "member.id": uid, "member.name": await names.one(uid), "member.role": role },
  };
}

/** Tells of users who become members; the founder of a space is there before any rule of it. Safe to repeat. */
export async function noteMember(
  { listener, ...deps }: Named & { readonly listener: Pick<Listener, "isWanted" | "happened"> },
  { data, params }: Written<{ spaceId: string; uid: string }>,
): Promise<void> {
  const after = parseWritten(Member, data?.after, params);
  if (after?.status !== "active" || after.joinedAt === undefined) return;
  const before = parseWritten(Member, data?.before, params);
  const founds = !before && after.role === "owner";
  if (founds || before?.status === "active") return;
  if (!(await listener.isWanted(memberJoined.name, params.spaceId))) return;
  await listener.happened(await joined(deps, after));
}

/** The members who joined at a time, as far as they are still there. */
export const membersJoined = (deps: Named & Pick<SpacesDeps, "store">): Lookup => ({
  kind: memberJoined.name,
  between: async (spaceId, span) =>
    Promise.all(
      (await deps.store.joinedBetween(spaceId, span)).flatMap((member) =>
        member.status === "active" && member.role !== "owner" ? joined(deps, member) : [],
      ),
    ),
});
