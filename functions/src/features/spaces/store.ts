import { FieldPath, FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { Member, Space, type SpaceRole } from "@firecast/contract/space/spaces";
import { toTimestamp } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { type IdPage, idsAfter } from "../../platform/firestore/idsAfter.js";
import { decodedPages } from "../../platform/firestore/pages.js";
import { read, readDocument, readDocuments, readQuery } from "../../platform/firestore/read.js";
import {
  createClaimed,
  decode,
  deleteVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import type { Span } from "../../platform/happenings/listener.js";
import { sha256 } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { inviteDocument, memberDocument, spaceDocument } from "./paths.js";

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

/** Of a list: what its place is known by, and the member; undefined where it cannot be read. */
export interface MemberRow {
  readonly id: string;
  readonly member: Member | undefined;
}

/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of spaces, their members and invites. Writes go into the caller's batch. */
export function spacesStore(firestore: Firestore, log: Log) {
  const spaceAt = (spaceId: string) => spaceDocument.document(firestore, { spaceId });
  const membersOf = (spaceId: string) => memberDocument.collection(firestore, { spaceId });
  const memberAt = (spaceId: string, uid: string) => memberDocument.document(firestore, { spaceId, uid });
  const inviteAt = (spaceId: string, inviteId: string) =>
    inviteDocument.document(firestore, { spaceId, inviteId });
  const inviteTo = (spaceId: string, email: string) => inviteAt(spaceId, sha256(email));
  const activeMembers = (spaceId: string, role: SpaceRole) =>
    membersOf(spaceId).where("role", "==", role).where("status", "==", "active");
  const commit = committer(firestore, "members");

  return {
    members: (spaceId: string, uids: readonly string[]): Promise<(Versioned<Member> | undefined)[]> =>
      readDocuments(
        Member,
        uids.map((uid) => memberAt(spaceId, uid)),
        log,
      ),

    /** How one user stands to each of these spaces. */
    memberships: (uid: string, spaceIds: readonly string[]) =>
      readDocuments(
        Member,
        spaceIds.map((spaceId) => memberAt(spaceId, uid)),
        log,
      ),

    member: (spaceId: string, uid: string): Promise<Versioned<Member> | undefined> =>
      readDocument(Member, memberAt(spaceId, uid), log),

    /** uids of active members, in their order. Equalities and the id: no composite index is needed. */
    membersAfter: (spaceId: string, { roles, ...page }: MembersPage): Promise<string[]> => {
      const active = membersOf(spaceId).where("status", "==", "active");
      return idsAfter(roles ? active.where("role", "in", roles) : active, page);
    },

    /** Members by the time they joined. */
    joinedBetween: async (spaceId: string, { after, until, limit }: Span): Promise<Member[]> => {
      const query = membersOf(spaceId)
        .where("joinedAt", ">", toTimestamp(after))
        .where("joinedAt", "<=", toTimestamp(until))
        .orderBy("joinedAt")
        .limit(limit);
      return (await readQuery(Member, query, "members", log)).map(({ value }) => value);
    },

    /** In the order of the uids, whatever their status: one more than `limit` if there are more. */
    memberRows: async (spaceId: string, limit: number, after: string | undefined): Promise<MemberRow[]> => {
      const inOrder = membersOf(spaceId).orderBy(FieldPath.documentId());
      const rest = after === undefined ? inOrder : inOrder.startAfter(after);
      const { docs } = await read("members", rest.limit(limit + 1).get());
      return docs.map((snapshot) => ({ id: snapshot.id, member: decode(Member, snapshot, log)?.value }));
    },

    /** How a user stands to spaces, in the order of their ids: one more than `limit` if there are more. */
    membershipRows: async (uid: string, limit: number, after: string | undefined): Promise<MemberRow[]> => {
      const own = memberDocument.collectionGroup(firestore).where("uid", "==", uid);
      const inOrder = own.orderBy(FieldPath.documentId());
      const rest = after === undefined ? inOrder : inOrder.startAfter(memberAt(after, uid));
      const { docs } = await read("memberships", rest.limit(limit + 1).get());
      return docs.map((snapshot) => {
        const id = snapshot.ref.parent.parent?.id ?? "";
        return { id, member: decode(Member, snapshot, log)?.value };
      });
    },

    /** In the order of their ids; undefined for one that is not there. */
    spaces: async (ids: readonly string[]): Promise<(Space | undefined)[]> => {
      const documents = ids.map((spaceId) => spaceAt(spaceId));
      return (await readDocuments(Space, documents, log)).map((seen) => seen?.value);
    },

    space: async (spaceId: string): Promise<Space | undefined> =>
      (await readDocument(Space, spaceAt(spaceId), log))?.value,

    versionedSpace: (spaceId: string): Promise<Versioned<Space> | undefined> =>
      readDocument(Space, spaceAt(spaceId), log),

    /** All that a decision about joining needs, in one round trip. */
    joining: async (spaceId: string, uid: string, email: string | undefined) => {
      const documents = [spaceAt(spaceId), memberAt(spaceId, uid)];
      if (email !== undefined) documents.push(inviteTo(spaceId, email));
      const [space, member, invite] = await read("a space", firestore.getAll(...documents));
      return {
        space: decode(Space, space, log)?.value,
        member: decode(Member, member, log),
        invite: decode(EmailInvite, invite, log),
      };
    },

    /** An active owner other than `uid`. Equalities only: Firestore answers it without a composite index. */
    otherOwner: async (spaceId: string, uid: string): Promise<Versioned<Member> | undefined> => {
      const owners = await readQuery(Member, activeMembers(spaceId, "owner").limit(2), "owners", log);
      return owners.find(({ value }) => value.uid !== uid);
    },

    /** Some active members with this role: enough to choose one of. */
    someActive: (spaceId: string, role: SpaceRole): Promise<Versioned<Member>[]> =>
      readQuery(Member, activeMembers(spaceId, role).limit(50), "members", log),

    /** Every space that has a member's document of the user, whatever its status, page by page. */
    spacesOf: async function* (uid: string): AsyncGenerator<string[]> {
      const documents = memberDocument.collectionGroup(firestore).where("uid", "==", uid);
      const options = { what: "memberships", size: pageSize, log };
      for await (const page of decodedPages(Member, documents, options))
        yield page.map(({ spaceId }) => spaceId);
    },

    createSpace: (batch: WriteBatch, space: Space): void => {
      batch.create(spaceAt(space.id), space);
    },

    updateSpace: (
      batch: WriteBatch,
      seen: Versioned<Space>,
      change: Pick<Space, "name" | "joinPolicy">,
    ): void => {
      updateVersion(batch, spaceAt(seen.value.id), seen, change);
    },

    /** Commits only if the space is still there. Writing what is there already changes nothing. */
    confirmSpace: (batch: WriteBatch, spaceId: string): void => {
      batch.update(spaceAt(spaceId), { id: spaceId });
    },

    createMember: (batch: WriteBatch, member: Member, by: string): void => {
      createClaimed(batch, memberAt(member.spaceId, member.uid), { ...member, ...changed(by) });
    },

    updateMember: (batch: WriteBatch, seen: Versioned<Member>, member: Member, by: string): void => {
      const { spaceId, uid, role, status, joinedAt = FieldValue.delete() } = member;
      updateVersion(batch, memberAt(spaceId, uid), seen, { role, status, joinedAt, ...changed(by) });
    },

    removeMember: (batch: WriteBatch, seen: Versioned<Member>): void => {
      deleteVersion(batch, memberAt(seen.value.spaceId, seen.value.uid), seen);
    },

    /** Commits only if this member is still what was read. Writing what is there already changes nothing. */
    confirmMember: (batch: WriteBatch, seen: Versioned<Member>): void => {
      const { spaceId, uid, role } = seen.value;
      updateVersion(batch, memberAt(spaceId, uid), seen, { role });
    },

    invite: (spaceId: string, email: string): Promise<Versioned<EmailInvite> | undefined> =>
      readDocument(EmailInvite, inviteTo(spaceId, email), log),

    createInvite: (batch: WriteBatch, email: string, invite: Omit<EmailInvite, "addressHash">): void => {
      const reference = inviteTo(invite.spaceId, email);
      batch.create(reference, { ...invite, addressHash: reference.id });
    },

    /** Of an address that was invited everywhere, some. */
    invitesTo: async (addressHash: string): Promise<EmailInvite[]> => {
      const invites = inviteDocument
        .collectionGroup(firestore)
        .where("addressHash", "==", addressHash)
        .limit(50);
      return (await readQuery(EmailInvite, invites, "invites", log)).map(({ value }) => value);
    },

    dropInvite: ({ spaceId, addressHash }: Pick<EmailInvite, "spaceId" | "addressHash">): Promise<void> =>
      commit((batch) => batch.delete(inviteAt(spaceId, addressHash))),

    /** Of the spaces that the user is an active member of, those among the first `limit` memberships. */
    activeSpacesOf: async (uid: string, limit: number): Promise<{ spaceIds: string[]; isAll: boolean }> => {
      const documents = memberDocument.collectionGroup(firestore).where("uid", "==", uid).limit(limit);
      const { docs } = await read("memberships", documents.get());
      const found = docs.flatMap((snapshot) => decode(Member, snapshot, log)?.value ?? []);
      const active = found.filter(({ status }) => status === "active");
      return { spaceIds: active.map(({ spaceId }) => spaceId), isAll: docs.length < limit };
    },

    takeInvite: (batch: WriteBatch, spaceId: string, email: string, seen: Versioned<EmailInvite>): void => {
      deleteVersion(batch, inviteTo(spaceId, email), seen);
    },

    /** A commit without an event. */
    commit,
  };
}

/**
 * The user who wrote a member last, for the triggers: stored only. Another backend that changes a member leaves both as they were,
 * so a new time says that `changedBy` speaks of this very write.
 */
const changed = (by: string) => ({ changedBy: by, changedAt: FieldValue.serverTimestamp() });

export type SpacesStore = ReturnType<typeof spacesStore>;
