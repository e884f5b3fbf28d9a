import { type DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { Member } from "@firecast/contract/spaces";
import { joinApproved, joinRequest, memberJoined, roleChanged, spaceInvite } from "../rules/spaces.js";
import type { ProducersDeps } from "./deps.js";
import { source, timeOf, type Written } from "./source.js";

const WrittenBy = z.object({ changedBy: Segment, changedAt: z.instanceof(Timestamp) });

/** Who made this very write: an unchanged time is that of an earlier one, and speaks of somebody else. */
function writerOf(before: DocumentSnapshot, after: DocumentSnapshot): string | undefined {
  const earlier = WrittenBy.safeParse(before.data()).data;
  const written = WrittenBy.safeParse(after.data()).data;
  return written && !earlier?.changedAt.isEqual(written.changedAt) ? written.changedBy : undefined;
}

/** Whose rows of a space tell of something: who was invited, or belonged to it. */
const hasHeard = ({ status }: Member): boolean => status === "active" || status === "invited";

/**
 * Requests, approvals, joins, roles and invites. Who becomes a member has a profile from then on; who is one no more, or
 * whose invite was withdrawn, keeps nothing of what the space has told.
 */
export function membersProducer({ spaces, accounts, notify, leave, log }: ProducersDeps) {
  const { read, readEarlier } = source(log);

  return {
    memberWritten: async (event: Written<{ spaceId: string; uid: string }>): Promise<void> => {
      const { data, params } = event;
      if (!data) return;
      const after = read(Member, data.after, params);
      const before = readEarlier(Member, data.before, params);
      if (before && hasHeard(before) && (after ? !hasHeard(after) : !data.after.exists)) {
        await leave(before.uid, before.spaceId, timeOf(event));
      }
      if (!after) return;
      if (after.status === "active" && before?.status !== "active") await accounts.ensureProfile(after.uid);

      const spaceName = await spaces.name(params.spaceId);
      if (spaceName === undefined) return;
      const by = writerOf(data.before, data.after);
      const version = String(data.after.updateTime?.valueOf() ?? event.time);
      const change = { before, after, spaceName, by, at: timeOf(event), version };
      await notify([
        ...joinRequest(change),
        ...joinApproved(change),
        ...memberJoined(change),
        ...roleChanged(change),
        ...spaceInvite(change),
      ]);
    },
  };
}
