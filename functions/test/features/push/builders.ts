import type { PushPayload } from "../../../src/features/push/pushPayload.js";
import type { PushItem } from "../../../src/features/push/schema.js";
import { randomIds } from "../../../src/platform/ids.js";

export const noon = "2026-03-01T12:00:00.000Z";
export const at = (time: string): number => Date.parse(time);

/** As it is stored: a row that just came. */
export const anItem = (values: Partial<PushItem> = {}): PushItem => ({
  id: randomIds.next(),
  type: "mention",
  title: "alice mentioned you in Lobby",
  body: "Hello, @bob",
  spaceId: "lobby",
  actionUrl: "/spaces/lobby/chat?message=m1",
  actor: "alice",
  count: 1,
  timestamp: noon,
  expiresAt: "2026-03-31T12:00:00.000Z",
  read: false,
  ...values,
});

export const aPayload = (values: Partial<PushPayload> = {}): PushPayload => ({
  id: "n1",
  type: "mention",
  title: "alice mentioned you in Lobby",
  body: "Hello, @bob",
  actionUrl: "/spaces/lobby/chat?message=m1",
  category: "chat",
  urgency: "high",
  collapseKey: "mention-lobby",
  count: 1,
  expiresAt: at("2026-03-02T12:00:00.000Z"),
  ...values,
});
