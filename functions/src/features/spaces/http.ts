import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { ChangeMember, CreateSpace, Invite, NamedMember, Space } from "@firecast/contract/spaces";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { SpacesActions } from "./actions.js";
import { changed, invited, joined } from "./answers.js";

const SpacePath = z.object({ spaceId: Segment });
const MemberPath = z.object({ spaceId: Segment, uid: Segment });

export const spacesRoutes = (actions: SpacesActions): Route[] => [
  endpoint(
    {
      method: "POST",
      path: "/spaces",
      summary: "Create a space; the caller becomes its owner",
      body: CreateSpace,
      answer: created(Space),
    },
    ({ body, user, request }) => actions.create(user, body, request),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId",
      summary: "A space, for its members",
      params: SpacePath,
      answer: ok(Space),
    },
    ({ params, user }) => actions.space(user, params.spaceId),
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
    ({ params, user, request }) => actions.join(user, params.spaceId, request),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/invites",
      summary:
        "Invite a user (202, or 200 if active now), or whoever has an e-mail address (202 without a body)",
      params: SpacePath,
      body: Invite,
      answer: invited,
    },
    ({ params: { spaceId }, body, user, request }) =>
      "uid" in body
        ? actions.invite(user, spaceId, body.uid, request)
        : actions.inviteByEmail(user, spaceId, body.email, request),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/members/:uid",
      summary: "A member; those who are not active are shown to owners, admins and themselves",
      params: MemberPath,
      answer: ok(NamedMember),
    },
    ({ params, user }) => actions.member(user, params.spaceId, params.uid),
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
    ({ params: { spaceId, uid }, body, user, request }) =>
      actions.changeMember(user, spaceId, uid, body, request),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/members/:uid",
      summary: "Leave, remove a member, decline a request, withdraw an invite or lift a ban",
      params: MemberPath,
      answer: noContent,
    },
    ({ params: { spaceId, uid }, user, request }) => actions.removeMember(user, spaceId, uid, request),
  ),
];
