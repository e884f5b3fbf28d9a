import { FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "../../contract/ids.js";
import { Member, Space } from "../../contract/spaces.js";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/grpc.js";
import { sha256 } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { claim, decode, type Seen } from "../../platform/seen.js";

/** An invite to an address that no account had. The address itself is not stored: its hash is the document's id. */
const EmailInvite = z.object({ invitedBy: Segment, createdAt: Timestamp });
export type EmailInvite = z.infer<typeof EmailInvite>;

const readWithin = seconds(5);
const commitWithin = seconds(5);

/** Every read and write of spaces, their members and invites. Writes go into the caller's batch. */
export function spacesStore(firestore: Firestore, log: Log) {
  const spaceAt = (spaceId: string) => firestore.doc(`spaces/${spaceId}`);
  const membersOf = (spaceId: string) => spaceAt(spaceId).collection("members");
  const memberAt = (spaceId: string, uid: string) => membersOf(spaceId).doc(uid);
  const inviteAt = (spaceId: string, email: string) =>
    spaceAt(spaceId).collection("invites").doc(sha256(email));

  const members = async (spaceId: string, uids: readonly string[]): Promise<(Seen<Member> | undefined)[]> => {
    if (uids.length === 0) return [];
    const documents = uids.map((uid) => memberAt(spaceId, uid));
    const snapshots = await within(readWithin, "read of members", firestore.getAll(...documents));
    return snapshots.map((snapshot) => decode(Member, snapshot, log));
  };

  return {
    members,

    member: async (spaceId: string, uid: string): Promise<Seen<Member> | undefined> =>
      (await members(spaceId, [uid]))[0],

    space: async (spaceId: string): Promise<Space | undefined> =>
      decode(Space, await within(readWithin, "read of a space", spaceAt(spaceId).get()), log)?.value,

    /** All that a decision about joining needs, in one round trip. */
    joining: async (spaceId: string, uid: string, email: string | undefined) => {
      const documents = [spaceAt(spaceId), memberAt(spaceId, uid)];
      if (email !== undefined) documents.push(inviteAt(spaceId, email));
      const [space, member, invite] = await within(
        readWithin,
        "read of a space",
        firestore.getAll(...documents),
      );
      return {
        space: decode(Space, space, log)?.value,
        member: decode(Member, member, log),
        invite: decode(EmailInvite, invite, log),
      };
    },

    /** An active owner other than `uid`. Equalities only: Firestore answers it without a composite index. */
    otherOwner: async (spaceId: string, uid: string): Promise<Seen<Member> | undefined> => {
      const owners = membersOf(spaceId).where("role", "==", "owner").where("status", "==", "active").limit(2);
      const { docs } = await within(readWithin, "read of owners", owners.get());
      return docs
        .flatMap((snapshot) => decode(Member, snapshot, log) ?? [])
        .find(({ value }) => value.uid !== uid);
    },

    createSpace: (batch: WriteBatch, space: Space): void => {
      batch.create(spaceAt(space.id), space);
    },

    createMember: (batch: WriteBatch, member: Member): void => {
      const reference = memberAt(member.spaceId, member.uid);
      claim(batch, reference);
      batch.create(reference, member);
    },

    updateMember: (batch: WriteBatch, { version }: Seen<Member>, member: Member): void => {
      const { spaceId, uid, role, status, joinedAt = FieldValue.delete() } = member;
      const reference = memberAt(spaceId, uid);
      claim(batch, reference);
      batch.update(reference, { role, status, joinedAt }, { lastUpdateTime: version });
    },

    removeMember: (batch: WriteBatch, { value, version }: Seen<Member>): void => {
      const reference = memberAt(value.spaceId, value.uid);
      claim(batch, reference);
      batch.delete(reference, { lastUpdateTime: version });
    },

    /** Commits only if this member is still what was read. Writing what is there already changes nothing. */
    confirmMember: (batch: WriteBatch, { value, version }: Seen<Member>): void => {
      const reference = memberAt(value.spaceId, value.uid);
      claim(batch, reference);
      batch.update(reference, { role: value.role }, { lastUpdateTime: version });
    },

    /** Inviting an address again changes nothing that matters. */
    putInvite: (batch: WriteBatch, spaceId: string, email: string, invite: EmailInvite): void => {
      batch.set(inviteAt(spaceId, email), invite);
    },

    takeInvite: (batch: WriteBatch, spaceId: string, email: string, { version }: Seen<EmailInvite>): void => {
      batch.delete(inviteAt(spaceId, email), { lastUpdateTime: version });
    },

    /** A commit without an event. */
    commit: async (writes: (batch: WriteBatch) => void): Promise<void> => {
      const batch = firestore.batch();
      writes(batch);
      await within(commitWithin, "commit of members", batch.commit());
    },
  };
}

export type SpacesStore = ReturnType<typeof spacesStore>;
