import {
  type DocumentReference,
  FieldValue,
  type Firestore,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import { Member, Space, type SpaceRole } from "@firecast/contract/spaces";
import { seconds } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import { sha256 } from "../../platform/ids.js";
import { type IdPage, idsAfter } from "../../platform/firestore/idsAfter.js";
import type { Log } from "../../platform/log.js";
import { pages } from "../../platform/firestore/pages.js";
import { claimOnce, decode, type Versioned } from "../../platform/firestore/versioned.js";

/** An invite to an address. The address itself is not stored: its hash is the document's id. */
export const EmailInvite = z.object({
  spaceId: Segment,
  addressHash: Segment,
  invitedBy: Segment,
  createdAt: Timestamp,
});
export type EmailInvite = z.infer<typeof EmailInvite>;

/** A part of a space's active members, in the order of their uids. */
export interface MembersPage extends IdPage {
  /** Only members with one of these. */
  readonly roles?: readonly SpaceRole[] | undefined;
}

const readWithin = seconds(5);
/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of spaces, their members and invites. Writes go into the caller's batch. */
export function spacesStore(firestore: Firestore, log: Log) {
  const spaceAt = (spaceId: string) => firestore.doc(`spaces/${spaceId}`);
  const membersOf = (spaceId: string) => spaceAt(spaceId).collection("members");
  const memberAt = (spaceId: string, uid: string) => membersOf(spaceId).doc(uid);
  const inviteAt = (spaceId: string, email: string) =>
    spaceAt(spaceId).collection("invites").doc(sha256(email));

  const readMembers = async (documents: DocumentReference[]): Promise<(Versioned<Member> | undefined)[]> => {
    if (documents.length === 0) return [];
    const snapshots = await within(readWithin, "read of members", firestore.getAll(...documents));
    return snapshots.map((snapshot) => decode(Member, snapshot, log));
  };
  const members = (spaceId: string, uids: readonly string[]) =>
    readMembers(uids.map((uid) => memberAt(spaceId, uid)));

  return {
    members,

    /** How one user stands to each of these spaces. */
    memberships: (uid: string, spaceIds: readonly string[]) =>
      readMembers(spaceIds.map((spaceId) => memberAt(spaceId, uid))),

    member: async (spaceId: string, uid: string): Promise<Versioned<Member> | undefined> =>
      (await members(spaceId, [uid]))[0],

    /** uids of active members, in their order. Equalities and the id: no composite index is needed. */
    membersAfter: (spaceId: string, { roles, ...page }: MembersPage): Promise<string[]> => {
      const active = membersOf(spaceId).where("status", "==", "active");
      return idsAfter(roles ? active.where("role", "in", roles) : active, page);
    },

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
    otherOwner: async (spaceId: string, uid: string): Promise<Versioned<Member> | undefined> => {
      const owners = membersOf(spaceId).where("role", "==", "owner").where("status", "==", "active").limit(2);
      const { docs } = await within(readWithin, "read of owners", owners.get());
      return docs
        .flatMap((snapshot) => decode(Member, snapshot, log) ?? [])
        .find(({ value }) => value.uid !== uid);
    },

    /** Some active members with this role: enough to choose one of. */
    someActive: async (spaceId: string, role: SpaceRole): Promise<Versioned<Member>[]> => {
      const some = membersOf(spaceId).where("role", "==", role).where("status", "==", "active").limit(50);
      const { docs } = await within(readWithin, "read of members", some.get());
      return docs.flatMap((snapshot) => decode(Member, snapshot, log) ?? []);
    },

    /** Every space that has a member's document of the user, whatever its status, page by page. */
    spacesOf: async function* (uid: string): AsyncGenerator<string[]> {
      const documents = firestore.collectionGroup("members").where("uid", "==", uid);
      for await (const page of pages(documents, "memberships", pageSize)) {
        yield page.flatMap((snapshot) => decode(Member, snapshot, log)?.value.spaceId ?? []);
      }
    },

    createSpace: (batch: WriteBatch, space: Space): void => {
      batch.create(spaceAt(space.id), space);
    },

    createMember: (batch: WriteBatch, member: Member, by: string): void => {
      const reference = memberAt(member.spaceId, member.uid);
      claimOnce(batch, reference);
      batch.create(reference, { ...member, ...changed(by) });
    },

    updateMember: (batch: WriteBatch, { version }: Versioned<Member>, member: Member, by: string): void => {
      const { spaceId, uid, role, status, joinedAt = FieldValue.delete() } = member;
      const reference = memberAt(spaceId, uid);
      claimOnce(batch, reference);
      batch.update(reference, { role, status, joinedAt, ...changed(by) }, { lastUpdateTime: version });
    },

    removeMember: (batch: WriteBatch, { value, version }: Versioned<Member>): void => {
      const reference = memberAt(value.spaceId, value.uid);
      claimOnce(batch, reference);
      batch.delete(reference, { lastUpdateTime: version });
    },

    /** Commits only if this member is still what was read. Writing what is there already changes nothing. */
    confirmMember: (batch: WriteBatch, { value, version }: Versioned<Member>): void => {
      const reference = memberAt(value.spaceId, value.uid);
      claimOnce(batch, reference);
      batch.update(reference, { role: value.role }, { lastUpdateTime: version });
    },

    invite: async (spaceId: string, email: string): Promise<Versioned<EmailInvite> | undefined> =>
      decode(EmailInvite, await within(readWithin, "read of an invite", inviteAt(spaceId, email).get()), log),

    createInvite: (batch: WriteBatch, email: string, invite: Omit<EmailInvite, "addressHash">): void => {
      const reference = inviteAt(invite.spaceId, email);
      batch.create(reference, { ...invite, addressHash: reference.id });
    },

    /** Of an address that was invited everywhere, some. */
    invitesTo: async (addressHash: string): Promise<EmailInvite[]> => {
      const invites = firestore.collectionGroup("invites").where("addressHash", "==", addressHash).limit(50);
      const { docs } = await within(readWithin, "read of invites", invites.get());
      return docs.flatMap((snapshot) => decode(EmailInvite, snapshot, log)?.value ?? []);
    },

    dropInvite: async ({ spaceId, addressHash }: EmailInvite): Promise<void> => {
      const reference = spaceAt(spaceId).collection("invites").doc(addressHash);
      await within(readWithin, "write of an invite", reference.delete());
    },

    /** Of the spaces that the user is an active member of, those among the first `limit` memberships. */
    activeSpacesOf: async (uid: string, limit: number): Promise<{ spaceIds: string[]; isAll: boolean }> => {
      const documents = firestore.collectionGroup("members").where("uid", "==", uid).limit(limit);
      const { docs } = await within(readWithin, "read of memberships", documents.get());
      const found = docs.flatMap((snapshot) => decode(Member, snapshot, log)?.value ?? []);
      const active = found.filter(({ status }) => status === "active");
      return { spaceIds: active.map(({ spaceId }) => spaceId), isAll: docs.length < limit };
    },

    takeInvite: (
      batch: WriteBatch,
      spaceId: string,
      email: string,
      { version }: Versioned<EmailInvite>,
    ): void => {
      batch.delete(inviteAt(spaceId, email), { lastUpdateTime: version });
    },

    /** A commit without an event. */
    commit: committer(firestore, "members"),
  };
}

/**
 * Who wrote a member last, for the triggers: stored only. Another backend that changes a member leaves both as they were,
 * so a new time says that `changedBy` speaks of this very write.
 */
const changed = (by: string) => ({ changedBy: by, changedAt: FieldValue.serverTimestamp() });

export type SpacesStore = ReturnType<typeof spacesStore>;
