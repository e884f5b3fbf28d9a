import { channelOf } from "@firecast/contract/core/channel";
import { type Member, membersChannel } from "@firecast/contract/space/spaces";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { AnyDraft } from "../../../realtime/index.js";
import type { SpacesDeps } from "../deps.js";
import { isActiveOwner } from "./decide.js";

/**
 * Takes a user whose account ends out of every space. A space that would lose its last owner gets a new one: the admin who
 * is in it longest, else the member who is; a space without other members stays as it is. Safe to repeat.
 */
export async function leaveSpaces(deps: SpacesDeps, uid: string): Promise<void> {
  for await (const spaceIds of deps.store.spacesOf(uid)) {
    for (const spaceId of spaceIds) await leave(deps, uid, spaceId);
  }
}

async function leave(deps: SpacesDeps, uid: string, spaceId: string): Promise<void> {
  const { store, publisher, members } = deps;
  const left = await retryOnConflict(undefined, async () => {
    const seen = await store.member(spaceId, uid);
    if (!seen) return false;
    const other = isActiveOwner(seen.value) ? await store.otherOwner(spaceId, uid) : undefined;
    const heir = isActiveOwner(seen.value) && !other ? await heirOf(deps, seen.value) : undefined;
    if (seen.value.status !== "active") {
      await store.commit((batch) => store.removeMember(batch, seen));
      return false;
    }
    const events: AnyDraft<typeof membersChannel>[] = [{ type: "space:member:left", by: uid, data: { uid } }];
    if (heir) {
      const data = { uid: heir.value.uid, role: "owner", previousRole: heir.value.role } as const;
      events.unshift({ type: "space:member:role-changed", by: uid, data });
    }
    await publisher.append({
      channel: channelOf(membersChannel, { spaceId }),
      events,
      writes: (batch) => {
        if (other) store.confirmMember(batch, other);
        if (heir) store.updateMember(batch, heir, { ...heir.value, role: "owner" }, uid);
        store.removeMember(batch, seen);
      },
    });
    return true;
  });
  members.forget(uid, spaceId);
  if (left) await publisher.revoke(uid, "spaceId", spaceId);
}

async function heirOf(
  { store }: SpacesDeps,
  { uid, spaceId }: Member,
): Promise<Versioned<Member> | undefined> {
  for (const role of ["admin", "member"] as const) {
    const candidates = (await store.someActive(spaceId, role)).filter(({ value }) => value.uid !== uid);
    const [longest] = candidates.sort((a, b) => (since(a) < since(b) ? -1 : 1));
    if (longest) return longest;
  }
  return undefined;
}

const since = ({ value: { joinedAt, createdAt } }: Versioned<Member>): string => joinedAt ?? createdAt;
