import type { ConversationPage, DirectMessage, DirectMessagePage } from "@firecast/contract/direct";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

export interface Listing {
  limit?: number;
  cursor?: string;
}

/** Messages between the user and another one. */
export const directCalls = ({ read, write }: Caller) => ({
  conversations: (query: Listing = {}) => read<ConversationPage>("/api/direct", { ...query }),
  /** Newest first. */
  list: (uid: string, query: Listing = {}) =>
    read<DirectMessagePage>(pathOf`/api/direct/${uid}`, { ...query }),
  send: (uid: string, text: string, options?: WriteOptions) =>
    write<DirectMessage>("POST", pathOf`/api/direct/${uid}`, { text }, options),
});
