import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { derivedId } from "../../platform/ids.js";

/** In the list of one user: with whom they have exchanged messages. */
export const Conversation = z.object({
  /** The other one. */
  uid: Segment,
  lastMessageAt: Timestamp,
});
export type Conversation = z.infer<typeof Conversation>;

/** Where the messages of two users are: the same for both, whichever of them begins. */
export const conversationId = (a: string, b: string): string => derivedId(...[a, b].sort());
