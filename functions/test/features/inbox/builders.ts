import type { Item } from "../../../src/features/inbox/schema.js";
import type { Addressed } from "../../../src/features/inbox/rules/admit.js";

export const at = "2026-03-01T12:00:00.000Z";
export const later = "2026-03-01T12:05:00.000Z";

export const anItem = (values: Partial<Item> = {}): Item => ({
  id: "n1",
  type: "mention",
  title: "alice mentioned you in Lobby",
  body: "Hello",
  spaceId: "lobby",
  actionUrl: "/spaces/lobby/chat?message=m1",
  actor: "alice",
  count: 1,
  timestamp: at,
  expiresAt: "2026-03-31T12:00:00.000Z",
  version: 1,
  touched: 1,
  listedAt: at,
  collapseKey: "mention-lobby",
  ...values,
});

export const aMention = (
  values: Partial<Addressed> & { messageId?: string; spaceId?: string } = {},
): Addressed => {
  const { messageId = "m1", spaceId = "lobby", ...rest } = values;
  return {
    uid: "bob",
    type: "mention",
    cause: messageId,
    payload: { spaceId, spaceName: "Lobby", messageId, authorId: "alice", excerpt: "Hello" },
    actor: "alice",
    actorName: "Alice",
    aboutName: "alice",
    at,
    ...rest,
  };
};
