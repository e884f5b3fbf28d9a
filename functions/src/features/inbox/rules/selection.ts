import type { PatchInbox } from "@firecast/contract/notifications/notifications";
import type { Wanted } from "../lists/wanted.js";
import type { Patch } from "./transitions.js";

interface Selection {
  patch: Patch;
  /** Rows by name; without it, those that `wanted` describes. */
  ids?: readonly string[];
  /** Whether that is all that is in the inbox, or all of it that the patch changes. */
  isWhole: boolean;
  wanted: Pick<Wanted, "unread" | "unseen" | "type" | "spaceId">;
}

/** Which rows a patch concerns. Where it only makes rows read or seen, those that are so already need not be looked at. */
export function selection(wish: PatchInbox): Selection {
  const { read, seen, archived, snoozeUntil } = wish;
  const patch = { read, seen, archived, snoozeUntil };
  if ("ids" in wish) return { patch, ids: wish.ids, isWhole: false, wanted: {} };
  const filter = "filter" in wish ? wish.filter : {};
  const moves = archived !== undefined || snoozeUntil !== undefined || read === false;
  return {
    patch,
    isWhole:
      filter.type === undefined &&
      filter.spaceId === undefined &&
      (filter.unread === undefined || (filter.unread && read === true && !moves)),
    wanted: {
      type: filter.type,
      spaceId: filter.spaceId,
      unread: filter.unread ?? (read === true && !moves ? true : undefined),
      ...(seen === true && read === undefined && !moves && { unseen: true as const }),
    },
  };
}
