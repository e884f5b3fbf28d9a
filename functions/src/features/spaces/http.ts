import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { CreateSpaceWithSetup } from "@firecast/contract/space/setup";
import {
  ChangeMember,
  ChangeSpace,
  Invite,
  ListMembers,
  ListSpaces,
  MemberPage,
  NamedMember,
  Space,
  SpacePage,
} from "@firecast/contract/space/spaces";
import { answers, created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { changeMember, removeMember } from "./members/changeMember.js";
import type { Outcome } from "./members/commitDecision.js";
import { changeSpace } from "./changeSpace.js";
import { createSpace } from "./createSpace.js";
import { deleteSpace } from "./deletion/deleteSpace.js";
import type { DeletionDeps } from "./deletion/deps.js";
import { inviteByEmail, inviteMember } from "./members/inviteMember.js";
import { joinSpace } from "./members/joinSpace.js";
import { listMembers, listSpaces } from "./listSpaces.js";
import { readMember, readSpace } from "./readSpace.js";

const SpacePath = z.object({ spaceId: Segment });
const MemberPath = z.object({ spaceId: Segment, uid: Segment });

const joined = answers(
  { 200: NamedMember, 201: NamedMember, 202: NamedMember },
  ({ member, changed }: Outcome) => {
    if (member.status !== "active") return { status: 202, body: member };
    return { status: changed ? 201 : 200, body: member };
  },
);

/** An invite to an address is answered without a body: whether a user has the address is not for the inviter to learn. */
const invited = answers({ 200: NamedMember, 202: NamedMember.optional() }, (outcome: Outcome | undefined) =>
  outcome
    ? { status: outcome.member.status === "active" ? 200 : 202, body: outcome.member }
    : { status: 202 },
);

const changed = answers({ 200: NamedMember }, ({ member }: Outcome) => ({
  status: 200,
  body: member,
}));

export const spacesRoutes = (deps: DeletionDeps): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/spaces",
      summary: "Create a space; the caller becomes its owner. What `setup` asks for is there soon after",
      body: CreateSpaceWithSetup,
      answer: created(Space),
    },
    ({ body, user, request }) => createSpace(deps, { draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces",
      summary: "The spaces that the caller is a member of, in the order of their ids",
      query: ListSpaces,
      answer: ok(SpacePage),
    },
    ({ query, user }) => listSpaces(deps, { query, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/members",
      summary:
        "The members of a space, in the order of their uids; for owners and admins those, too, who wait or are banned",
      params: SpacePath,
      query: ListMembers,
      answer: ok(MemberPage),
    },
    ({ params, query, user }) => listMembers(deps, { ...params, query, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId",
      summary: "A space, for its members",
      params: SpacePath,
      answer: ok(Space),
    },
    ({ params, user }) => readSpace(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId",
      summary: "Change a space's name or who may join; for its owners and admins",
      params: SpacePath,
      body: ChangeSpace,
      answer: ok(Space),
    },
    ({ params, body, user, request }) => changeSpace(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId",
      summary:
        "Delete a space, with all that is in it; for its owners. It is gone at once, what it held soon after",
      params: SpacePath,
      answer: noContent,
    },
    ({ params, user, request }) => deleteSpace(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/join",
      summary:
        "Join an open space or accept an invite (201), ask to join (202), or be a member already (200)",
      params: SpacePath,
      answer: joined,
    },
    ({ params, user, request }) => joinSpace(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/invites",
      summary:
        "Invite a user (202, or 200 if active now), or the user who has an e-mail address (202 without a body)",
      params: SpacePath,
      body: Invite,
      answer: invited,
    },
    ({ params, body, user, request }) =>
      "uid" in body
        ? inviteMember(deps, { ...params, uid: body.uid, user, request })
        : inviteByEmail(deps, { ...params, email: body.email, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/members/:uid",
      summary: "A member; those who are not active are shown to owners, admins and themselves",
      params: MemberPath,
      answer: ok(NamedMember),
    },
    ({ params, user }) => readMember(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId/members/:uid",
      summary: "Approve a request, change a role, ban, or take a banned user back",
      params: MemberPath,
      body: ChangeMember,
      answer: changed,
    },
    ({ params, body, user, request }) => changeMember(deps, { ...params, user, request }, body),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/members/:uid",
      summary: "Leave, remove a member, decline a request, withdraw an invite or lift a ban",
      params: MemberPath,
      answer: noContent,
    },
    ({ params, user, request }) => removeMember(deps, { ...params, user, request }),
  ),
];
