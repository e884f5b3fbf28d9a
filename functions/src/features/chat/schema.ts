import { Timestamp as FirestoreTimestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Message, MessageText } from "@firecast/contract/space/chat";
import { Segment } from "@firecast/contract/core/ids";
import { toTimestamp } from "../../platform/clock.js";

/** A message that has its place. */
export const StoredMessage = Message.extend({
  /** For counting: Firestore cannot ask for a missing field. */
  deleted: z.boolean(),
  /** Hash of the text that the streams have seen last. Another text was written past us, and is still to be streamed. */
  streamedText: z.string(),
});

/** When another backend says that it wrote a message. */
const ForeignTime = z.union([
  z.instanceof(FirestoreTimestamp).transform((time) => toTimestamp(time.toMillis())),
  z.iso.datetime({ offset: true }).transform((text) => toTimestamp(Date.parse(text))),
]);

/** A message that another backend wrote straight to Firestore. Other fields stay as they are and are not looked at. */
export const ForeignMessage = z.object({
  authorId: Segment,
  authorName: z.string().nullish().catch(undefined),
  text: MessageText,
  replyTo: Segment.nullish(),
  /** Without it, the time of the write. */
  createdAt: ForeignTime.optional(),
});
