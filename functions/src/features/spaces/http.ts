import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { ChangeMember, CreateSpace, Invite, NamedMember, Space } from "@firecast/contract/spaces";
import { created, endpoint, ok, type Route } from "../../platform/http/endpoint.js";
import type { SpacesActions } from "./actions.js";
import { answers } from "./answers.js";

const SpacePath = z.object({ spaceId: Segment });
const MemberPath = z.object({ spaceId: Segment, uid: Segment });

export const spacesRoutes = (actions: SpacesActions): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/spaces",
      summary: "Create a space; the caller becomes its owner",
      body: CreateSpace,
      answers: { 201: Space },
    },
    async ({ body, user, keyed }) => created(await actions.create(user, body, keyed)),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId",
      summary: "A space, for its members",
      params: SpacePath,
      answers: { 200: Space },
    },
    async ({ params, user }) => ok(await actions.space(user, params.spaceId)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/join",
      summary:
        "Join an open space or accept an invite (201), ask to join (202), or be a member already (200)",
      params: SpacePath,
      answers: { 200: NamedMember, 201: NamedMember, 202: NamedMember },
    },
    async ({ params, user, keyed }) => answers.joined(await actions.join(user, params.spaceId, keyed)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/invites",
      summary:
        "Invite a user (202, or 200 if active now), or whoever has an e-mail address (202 without a body)",
      params: SpacePath,
      body: Invite,
      answers: { 200: NamedMember, 202: NamedMember.optional() },
    },
    async ({ params: { spaceId }, body, user, keyed }) => {
      if ("uid" in body) return answers.invited(await actions.invite(user, spaceId, body.uid, keyed));
      await actions.inviteByEmail(user, spaceId, body.email, keyed);
      return answers.invitedByEmail();
    },
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/members/:uid",
      summary: "A member; those who are not active are shown to owners, admins and themselves",
      params: MemberPath,
      answers: { 200: NamedMember },
    },
    async ({ params, user }) => ok(await actions.member(user, params.spaceId, params.uid)),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId/members/:uid",
      summary: "Approve a request, change a role, ban, or take a banned user back",
      params: MemberPath,
      body: ChangeMember,
      answers: { 200: NamedMember },
    },
    async ({ params: { spaceId, uid }, body, user, keyed }) =>
      answers.changed(await actions.changeMember(user, spaceId, uid, body, keyed)),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/members/:uid",
      summary: "Leave, remove a member, decline a request, withdraw an invite or lift a ban",
      params: MemberPath,
      answers: { 204: null },
    },
    async ({ params: { spaceId, uid }, user, keyed }) => {
      await actions.removeMember(user, spaceId, uid, keyed);
      return answers.removed();
    },
  ),
];
