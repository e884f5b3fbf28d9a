import type { z } from "zod";
import type { InboxPage, InboxPatched, PatchInbox } from "@firecast/contract/notifications/notifications";
import type { Preferences } from "@firecast/contract/notifications/preferences";
import type { Caller, WriteOptions } from "./call.js";

export interface Listing {
  unread?: boolean;
  type?: string;
  spaceId?: string;
  archived?: boolean;
  snoozed?: boolean;
  limit?: number;
  cursor?: string;
}

/** The user's notifications. */
export const inboxCalls = ({ read, write }: Caller) => ({
  list: (query: Listing = {}) => read<InboxPage>("/api/notifications", { ...query }),
  change: (change: z.input<typeof PatchInbox>, options?: WriteOptions) =>
    write<InboxPatched>("PATCH", "/api/notifications", change, options),
  markRead: (ids: readonly string[], options?: WriteOptions) =>
    write<InboxPatched>("PATCH", "/api/notifications", { ids, read: true }, options),
  /** `upTo`: the version of the counts that the user was shown; what came after it stays unread. */
  markAllRead: (upTo: number, options?: WriteOptions) =>
    write<InboxPatched>("PATCH", "/api/notifications", { all: true, read: true, upTo }, options),
  preferences: () => read<Preferences>("/api/notifications/preferences"),
  setPreferences: (preferences: Preferences, options?: WriteOptions) =>
    write<Preferences>("PUT", "/api/notifications/preferences", preferences, options),
});
