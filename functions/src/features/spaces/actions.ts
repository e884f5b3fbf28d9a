import type { Member } from "@firecast/contract/space/spaces";
import { notFound } from "../../platform/problems.js";
import type { Membership } from "../../realtime/index.js";
import type { SpacesDeps } from "./deps.js";
import type { MembersPage } from "./store.js";

/** What other features may ask of spaces. */
export interface SpacesActions extends Membership {
  /** The active member, as of at most 1 s ago. @throws Problem `not_found`: a hidden space looks like none. */
  requireMember(uid: string, spaceId: string): Promise<Member>;
  /** Which of these users are active members, in the same order. */
  activeAmong(spaceId: string, uids: readonly string[]): Promise<string[]>;
  /** Whether the user is an active member of at least one of these spaces. */
  isMemberOfAny(uid: string, spaceIds: readonly string[]): Promise<boolean>;
  /** Of the spaces that the user is an active member of, those among the first `limit` memberships. */
  activeSpacesOf(uid: string, limit: number): Promise<{ spaceIds: string[]; isAll: boolean }>;
  /** uids of active members, a page at a time: for telling all of them something. */
  membersAfter(spaceId: string, page: MembersPage): Promise<string[]>;
  /** What a space is called; undefined if there is none. No right to see it is checked. */
  name(spaceId: string): Promise<string | undefined>;
}

export const spacesActions = ({ store, members }: SpacesDeps): SpacesActions => ({
  isMember: members.isMember,
  forget: members.forget,
  requireMember: async (uid, spaceId) => {
    const member = await members.of(uid, spaceId);
    if (!member) throw notFound();
    return member;
  },
  activeAmong: async (spaceId, uids) => {
    const found = await store.members(spaceId, uids);
    return found.flatMap((seen) => (seen?.value.status === "active" ? seen.value.uid : []));
  },
  isMemberOfAny: async (uid, spaceIds) =>
    (await store.memberships(uid, spaceIds)).some((seen) => seen?.value.status === "active"),
  activeSpacesOf: store.activeSpacesOf,
  membersAfter: store.membersAfter,
  name: async (spaceId) => (await store.space(spaceId))?.name,
});
