import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Message } from "@firecast/contract/space/chat";
import type { Written } from "../../platform/firestore/trigger.js";
import { depthOf } from "../../platform/happenings/causedDepth.js";
import { type Happening, happeningKind } from "../../platform/happenings/happening.js";
import type { Listener, Lookup } from "../../platform/happenings/listener.js";
import { derivedId } from "../../platform/ids.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { ChatStore } from "./store.js";

export const messagePosted = happeningKind({
  name: "message_posted",
  summary: "A message was posted in the space's chat.",
  facts: z.object({
    "message.id": Segment,
    "message.text": z.string(),
    "member.id": Segment,
    "member.name": z.string(),
  }),
  example: {
    "message.id": "m1",
    "message.text": "Hello, can somebody help me?",
    "member.id": "bob",
    "member.name": "Bob",
  },
  text: "message.text",
});

const posted = (
  { id, spaceId, text, authorId, authorName, createdAt }: Message,
  depth: number,
): Happening => ({
  kind: messagePosted.name,
  id: derivedId(messagePosted.name, spaceId, id),
  spaceId,
  at: createdAt,
  about: id,
  depth,
  facts: { "message.id": id, "message.text": text, "member.id": authorId, "member.name": authorName },
});

/**
 * Tells of a message once it has its place in the chat. Safe to repeat; it reads nothing but, now and then, whether a rule
 * waits for messages in the space.
 */
export async function noteMessage(
  listener: Pick<Listener, "isWanted" | "happened">,
  { data, params }: Written<{ spaceId: string; messageId: string }>,
): Promise<void> {
  const { spaceId, messageId } = params;
  if (data?.after.get("seq") === undefined || data.before.get("seq") !== undefined) return;
  if (!(await listener.isWanted(messagePosted.name, spaceId))) return;
  // What cannot be read, those who stream it have logged.
  const message = parseWritten(Message, data.after, { id: messageId, spaceId });
  if (message) await listener.happened(posted(message, depthOf(data.after.data())));
}

/** The messages of a time, as far as they still say something. */
export const messagesPosted = (store: Pick<ChatStore, "postedBetween">): Lookup => ({
  kind: messagePosted.name,
  between: async (spaceId, span) =>
    (await store.postedBetween(spaceId, span)).flatMap(({ message, depth }) =>
      message.deletedAt === undefined ? posted(message, depth) : [],
    ),
});
