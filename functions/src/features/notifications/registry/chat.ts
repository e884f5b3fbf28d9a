import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { days, minutes } from "../../../platform/clock.js";
import { Excerpt, exampleSpace, inSpace, space, spec } from "./spec.js";

export const chatTypes = {
  mention: spec({
    category: "chat",
    push: true,
    required: false,
    urgency: "high",
    ttlMs: days(30),
    pushTtlMs: days(1),
    collapse: ({ spaceId }) => `mention-${spaceId}`,
    batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(1) },
    payload: z.object({ ...inSpace, messageId: Segment, authorId: Segment, excerpt: Excerpt }),
    about: ({ authorId }) => authorId,
    render: ({ spaceId, spaceName, messageId, excerpt }, count, name) => ({
      title:
        count === 1
          ? `${name} mentioned you in ${spaceName}`
          : `You were mentioned ${count} times in ${spaceName}`,
      body: excerpt,
      actionUrl: space(spaceId, `/chat?message=${messageId}`),
    }),
    example: { ...exampleSpace, messageId: "m1", authorId: "alice", excerpt: "Hello, @bob" },
  }),
  reply: spec({
    category: "chat",
    push: true,
    required: false,
    urgency: "normal",
    ttlMs: days(30),
    pushTtlMs: days(1),
    collapse: ({ spaceId }) => `reply-${spaceId}`,
    batch: { key: ({ repliedTo }) => repliedTo, windowMs: minutes(1) },
    payload: z.object({
      ...inSpace,
      messageId: Segment,
      repliedTo: Segment,
      authorId: Segment,
      excerpt: Excerpt,
    }),
    about: ({ authorId }) => authorId,
    render: ({ spaceId, spaceName, messageId, excerpt }, count, name) => ({
      title:
        count === 1 ? `${name} replied to you in ${spaceName}` : `${count} replies to you in ${spaceName}`,
      body: excerpt,
      actionUrl: space(spaceId, `/chat?message=${messageId}`),
    }),
    example: { ...exampleSpace, messageId: "m2", repliedTo: "m1", authorId: "alice", excerpt: "Yes." },
  }),
  message_pinned: spec({
    category: "chat",
    push: false,
    required: false,
    urgency: "low",
    ttlMs: days(14),
    pushTtlMs: days(1),
    collapse: ({ spaceId }) => `pinned-${spaceId}`,
    payload: z.object({ ...inSpace, messageId: Segment, excerpt: Excerpt }),
    render: ({ spaceId, spaceName, messageId, excerpt }) => ({
      title: `Your message was pinned in ${spaceName}`,
      body: excerpt,
      actionUrl: space(spaceId, `/chat?message=${messageId}`),
    }),
    example: { ...exampleSpace, messageId: "m1", excerpt: "Hello, @bob" },
  }),
};
