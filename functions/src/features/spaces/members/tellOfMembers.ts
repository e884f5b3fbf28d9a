import { type DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Member } from "@firecast/contract/space/spaces";
import { timeOf, type Written } from "../../../platform/firestore/trigger.js";
import type { Log } from "../../../platform/log.js";
import { readWritten, parseWritten } from "../../../platform/notices/readWritten.js";
import type { Teller } from "../../../platform/notices/teller.js";
import type { SpacesActions } from "../actions.js";
import {
  tellJoinApproved,
  tellJoinRequest,
  tellMemberJoined,
  tellRoleChanged,
  tellSpaceInvite,
} from "../notices.js";

interface Deps {
  spaces: Pick<SpacesActions, "name">;
  teller: Pick<Teller, "notify" | "leave">;
  log: Log;
}

/**
 * Tells of requests, approvals, joins, roles and invites when a member's document was written. A user who is a member no
 * more, or whose invite was withdrawn, keeps nothing of what the space has told. Safe to repeat.
 */
export async function tellOfMember(
  { spaces, teller, log }: Deps,
  event: Written<{ spaceId: string; uid: string }>,
): Promise<void> {
  const { data, params } = event;
  if (!data) return;
  const after = readWritten(log, Member, data.after, params);
  const before = parseWritten(Member, data.before, params);
  if (before && hasHeard(before) && (after ? !hasHeard(after) : !data.after.exists)) {
    await teller.leave(before.uid, before.spaceId, timeOf(event));
  }
  if (!after) return;
  const spaceName = await spaces.name(params.spaceId);
  if (spaceName === undefined) return;
  const by = writerOf(data.before, data.after);
  const version = String(data.after.updateTime?.valueOf() ?? event.time);
  const change = { before, after, spaceName, by, at: timeOf(event), version };
  await teller.notify([
    ...tellJoinRequest(change),
    ...tellJoinApproved(change),
    ...tellMemberJoined(change),
    ...tellRoleChanged(change),
    ...tellSpaceInvite(change),
  ]);
}

/** Whether the user's inbox may hold rows of the space: the user was invited, or belonged to it. */
const hasHeard = ({ status }: Member): boolean => status === "active" || status === "invited";

const WrittenBy = z.object({ changedBy: Segment, changedAt: z.instanceof(Timestamp) });

/** The user who made this very write: an unchanged time is that of an earlier write, and names another user. */
function writerOf(before: DocumentSnapshot, after: DocumentSnapshot): string | undefined {
  const earlier = WrittenBy.safeParse(before.data()).data;
  const written = WrittenBy.safeParse(after.data()).data;
  return written && !earlier?.changedAt.isEqual(written.changedAt) ? written.changedBy : undefined;
}
