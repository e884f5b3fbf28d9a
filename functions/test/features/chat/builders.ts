import type { Message, ReadReceipt } from "@firecast/contract/space/chat";
import { sha256 } from "../../../src/platform/ids.js";

export const at = "2026-03-01T12:00:00.000Z";
export const earlier = "2026-02-01T12:00:00.000Z";

export const aMessage = (values: Partial<Message> = {}): Message => ({
  id: "m1",
  spaceId: "s1",
  seq: 7,
  authorId: "mia",
  authorName: "Mia",
  text: "Hello",
  mentions: [],
  createdAt: earlier,
  ...values,
});

/** As it is stored. */
export const aStoredMessage = (values: Partial<Message> & { streamedText?: string } = {}) => {
  const { streamedText, ...rest } = values;
  const message = aMessage(rest);
  return {
    ...message,
    deleted: message.deletedAt !== undefined,
    streamedText: streamedText ?? sha256(message.text),
  };
};

export const aReceipt = (values: Partial<ReadReceipt> = {}): ReadReceipt => ({
  uid: "max",
  lastReadMessageId: "m1",
  lastReadSeq: 7,
  readAt: earlier,
  ...values,
});
