import { z } from "zod";
import { Segment } from "../../../contract/ids.js";
import { days, minutes } from "../../../platform/clock.js";
import { spec, inSpace, exampleSpace, space, times } from "./spec.js";

export const spacesTypes = {
  join_request: spec({
    category: "spaces",
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: days(30),
    collapse: ({ spaceId }) => `join-${spaceId}`,
    batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(1) },
    payload: z.object({ ...inSpace, uid: Segment }),
    about: ({ uid }) => uid,
    render: ({ spaceId, spaceName }, count, name) => ({
      title: `${times(count, "A request", "requests")} to join ${spaceName}`,
      body: count === 1 ? `${name} asks to join.` : `${name} and others ask to join.`,
      actionUrl: space(spaceId, "/members"),
    }),
    example: { ...exampleSpace, uid: "carol" },
  }),
  join_approved: spec({
    category: "spaces",
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: days(30),
    collapse: ({ spaceId }) => `join-${spaceId}`,
    payload: z.object(inSpace),
    render: ({ spaceId, spaceName }) => ({
      title: `Welcome to ${spaceName}`,
      body: "Your request to join was approved.",
      actionUrl: space(spaceId),
    }),
    example: exampleSpace,
  }),
  member_joined: spec({
    category: "spaces",
    push: false,
    required: false,
    urgency: "low",
    ttlMs: days(14),
    collapse: ({ spaceId }) => `joined-${spaceId}`,
    batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(10) },
    payload: z.object({ ...inSpace, uid: Segment }),
    about: ({ uid }) => uid,
    render: ({ spaceId, spaceName }, count, name) => ({
      title: `${times(count, "A new member", "new members")} in ${spaceName}`,
      body: count === 1 ? `${name} joined.` : `${name} and others joined.`,
      actionUrl: space(spaceId, "/members"),
    }),
    example: { ...exampleSpace, uid: "carol" },
  }),
  role_changed: spec({
    category: "spaces",
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: days(30),
    collapse: ({ spaceId }) => `role-${spaceId}`,
    payload: z.object({ ...inSpace, role: z.string(), previousRole: z.string() }),
    render: ({ spaceId, spaceName, role, previousRole }) => ({
      title: `Your role in ${spaceName} changed`,
      body: `You are ${role} now; you were ${previousRole}.`,
      actionUrl: space(spaceId),
    }),
    example: { ...exampleSpace, role: "admin", previousRole: "member" },
  }),
  space_invite: spec({
    category: "spaces",
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: days(30),
    collapse: ({ spaceId }) => `invite-${spaceId}`,
    payload: z.object(inSpace),
    render: ({ spaceId, spaceName }) => ({
      title: `You are invited to ${spaceName}`,
      body: "Join to see what is there.",
      actionUrl: space(spaceId),
    }),
    example: exampleSpace,
  }),
};
