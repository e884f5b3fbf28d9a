import { channelOf } from "@firecast/contract/channel";
import { membersChannel } from "@firecast/contract/spaces";
import { userChannel } from "@firecast/contract/realtime";
import type { ChangeMember, CreateSpace, Member, NamedMember, Space } from "@firecast/contract/spaces";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { notFound } from "../../platform/problems.js";
import type { Membership, Publisher, RateLimits } from "../../realtime/index.js";
import type { Names } from "../accounts/actions.js";
import type { Outcome } from "./outcome.js";
import { founder } from "./decide.js";
import { ownInvite } from "./invitee.js";
import { inviting } from "./inviting.js";
import { joining } from "./joining.js";
import { leaving } from "./leaving.js";
import { managing } from "./managing.js";
import { memberships } from "./membership.js";
import { named } from "./naming.js";
import { maySee } from "./roles.js";
import { type EmailInvite as AddressInvite, type MembersPage, spacesStore } from "./store.js";

export { EmailInvite } from "./store.js";
export type { EmailInvite as AddressInvite } from "./store.js";

export interface Deps {
  firebase: Firebase;
  names: Pick<Names, "one">;
  publisher: Publisher;
  limits: RateLimits;
  clock: Clock;
  ids: Ids;
  log: Log;
}

type Key<Result> = IdempotentRequest<Result> | undefined;

export interface SpacesActions extends Membership {
  /** The active member, as of at most 1 s ago. @throws Problem `not_found`: a hidden space looks like none. */
  requireMember(uid: string, spaceId: string): Promise<Member>;
  /** Which of these users are active members, in the same order. */
  activeAmong(spaceId: string, uids: readonly string[]): Promise<string[]>;
  /** Whether the user is an active member of at least one of these spaces. */
  isMemberOfAny(uid: string, spaceIds: readonly string[]): Promise<boolean>;
  /** Of the spaces that the user is an active member of, those among the first `limit` memberships. */
  activeSpacesOf(uid: string, limit: number): Promise<{ spaceIds: string[]; isAll: boolean }>;
  /** How the user stands to the space; undefined where nothing is written of them. */
  standing(uid: string, spaceId: string): Promise<Member["status"] | undefined>;
  /** Invites to the address of this hash. */
  invitesTo(addressHash: string): Promise<AddressInvite[]>;
  dropInvite(invite: AddressInvite): Promise<void>;
  /** uids of active members, a page at a time: for telling all of them something. */
  membersAfter(spaceId: string, page: MembersPage): Promise<string[]>;
  /** What a space is called, for whoever may know of it anyway; undefined if there is none. */
  name(spaceId: string): Promise<string | undefined>;

  create(user: User, draft: CreateSpace, request: Key<Space>): Promise<Space>;
  space(user: User, spaceId: string): Promise<Space>;
  /** Becomes a member, or asks to. @throws Problem `not_found` for an unknown space. */
  join(user: User, spaceId: string, request: Key<Outcome>): Promise<Outcome>;
  /** The uid need not exist yet: nobody learns here whether it does. */
  invite(user: User, spaceId: string, uid: string, request: Key<Outcome>): Promise<Outcome>;
  /** The invite waits for whoever comes with that address, verified; who that may be is not looked up. */
  inviteByEmail(user: User, spaceId: string, email: string, request: Key<undefined>): Promise<undefined>;
  member(user: User, spaceId: string, uid: string): Promise<NamedMember>;
  /** Approves a request, changes a role, bans. Open streams of a banned user end. */
  changeMember(
    user: User,
    spaceId: string,
    uid: string,
    change: ChangeMember,
    request: Key<Outcome>,
  ): Promise<Outcome>;
  /** Leaves, removes, declines a request, withdraws an invite or lifts a ban. Open streams of the space end. */
  removeMember(user: User, spaceId: string, uid: string, request: Key<Outcome>): Promise<Outcome>;
  /** Takes a user whose account ends out of all spaces. Safe to repeat. */
  forgetUser(uid: string): Promise<void>;
  /** Ends the user's streams of the space, unless the user is a member after all. @throws Error if the bus is down. */
  revokeUnlessMember(uid: string, spaceId: string): Promise<void>;
}

export function spacesActions({ firebase, names, publisher, limits, clock, ids, log }: Deps): SpacesActions {
  const store = spacesStore(firebase.firestore, log);
  const members = memberships(store, clock);
  const limit = (user: User, spaceId: string): void => {
    limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  };
  const deps = { store, names, publisher, members, limit, clock };

  const requireMember = async (uid: string, spaceId: string): Promise<Member> => {
    const member = await members.of(uid, spaceId);
    if (!member) throw notFound();
    return member;
  };

  return {
    isMember: members.isMember,
    forget: members.forget,
    requireMember,
    activeAmong: async (spaceId, uids) => {
      const found = await store.members(spaceId, uids);
      return found.flatMap((seen) => (seen?.value.status === "active" ? seen.value.uid : []));
    },
    isMemberOfAny: async (uid, spaceIds) =>
      (await store.memberships(uid, spaceIds)).some((seen) => seen?.value.status === "active"),
    activeSpacesOf: store.activeSpacesOf,
    standing: async (uid, spaceId) => (await store.member(spaceId, uid))?.value.status,
    invitesTo: store.invitesTo,
    dropInvite: store.dropInvite,
    membersAfter: store.membersAfter,
    name: async (spaceId) => (await store.space(spaceId))?.name,

    create: async (user, { name, joinPolicy }, request) => {
      limits.take(user.uid, channelOf(userChannel, { uid: user.uid }));
      const space = {
        id: ids.next(),
        name,
        joinPolicy,
        createdBy: user.uid,
        createdAt: toTimestamp(clock.now()),
      };
      const owner = founder(space);
      await publisher.append({
        channel: channelOf(membersChannel, { spaceId: space.id }),
        events: [{ type: "space:member:joined", by: user.uid, data: { uid: owner.uid, role: owner.role } }],
        writes: (batch) => {
          store.createSpace(batch, space);
          store.createMember(batch, owner, user.uid);
          request?.record(batch, space);
        },
        request,
      });
      return space;
    },

    space: async (user, spaceId) => {
      await requireMember(user.uid, spaceId);
      const space = await store.space(spaceId);
      if (!space) throw notFound();
      return space;
    },

    member: async (user, spaceId, uid) => {
      const [target, actor] = await store.members(spaceId, [uid, user.uid]);
      if (target && maySee(actor?.value, target.value)) return named(names, target.value);
      const invite = !target && user.uid === uid ? await ownInvite(store, user, spaceId) : undefined;
      if (!invite) throw notFound();
      return invite.member;
    },

    join: joining(deps),
    ...leaving(deps),
    ...inviting(deps),
    ...managing(deps),
  };
}
