import { days } from "../../../platform/clock.js";
import type { Rendered } from "../../../platform/notices/noticeType.js";
import { expiryAfter } from "./counts.js";
import type { Item } from "../schema.js";

/** How long a row that comes back stays at least. */
const afterSnooze = days(1);

/** What a user does to a row. */
export interface Patch {
  readonly read?: boolean | undefined;
  readonly seen?: true | undefined;
  readonly archived?: boolean | undefined;
  /** null: back into the inbox at once. */
  readonly snoozeUntil?: string | null | undefined;
}

/** Something that happens to a row. */
export type Happening =
  | { readonly type: "patched"; readonly patch: Patch }
  /** Its snooze is over: it comes back as new. */
  | { readonly type: "woken" }
  /** Another happening of the same kind joins it: it is as new again, and says so. */
  | {
      readonly type: "joined";
      readonly rendered: Rendered;
      readonly actor?: string;
      readonly actorName?: string;
    };

/**
 * The one place that says how a row changes. Read implies seen; what comes back is neither. Gives the same row where
 * nothing changes, so that repeats are recognised.
 */
export function transition(item: Item, happening: Happening, at: string): Item {
  switch (happening.type) {
    case "patched":
      return patched(item, happening.patch, at);
    case "woken": {
      if (item.snoozedUntil === undefined) return item;
      const { snoozedUntil: _, seenAt: _seen, readAt: _read, ...rest } = item;
      return { ...rest, listedAt: at };
    }
    case "joined": {
      const { seenAt: _, readAt: _read, actor: _actor, actorName: _name, ...rest } = item;
      const { rendered, actor, actorName } = happening;
      return {
        ...rest,
        ...rendered,
        ...(actor !== undefined && { actor }),
        ...(actorName !== undefined && { actorName }),
        count: item.count + 1,
        timestamp: at,
        listedAt: at,
      };
    }
  }
}

function patched(item: Item, { read, seen, archived, snoozeUntil }: Patch, at: string): Item {
  const isRead = read ?? item.readAt !== undefined;
  const isSeen = seen ?? (isRead || item.seenAt !== undefined);
  const isArchived = typeof snoozeUntil === "string" ? false : (archived ?? item.archivedAt !== undefined);
  const snoozedUntil = isArchived || snoozeUntil === null ? undefined : (snoozeUntil ?? item.snoozedUntil);

  const { seenAt, readAt, archivedAt, snoozedUntil: _, ...rest } = item;
  const next: Item = {
    ...rest,
    ...(isSeen && { seenAt: seenAt ?? at }),
    ...(isRead && { readAt: readAt ?? at }),
    ...(isArchived && { archivedAt: archivedAt ?? at }),
    ...(snoozedUntil !== undefined && { snoozedUntil, expiresAt: outliving(snoozedUntil, item) }),
  };
  return isSame(item, next) ? item : next;
}

/** A user who snoozes a row wants it back: it does not expire while it rests. */
function outliving(snoozedUntil: string, { expiresAt }: Item): string {
  const earliest = expiryAfter(Date.parse(snoozedUntil), afterSnooze);
  return earliest > expiresAt ? earliest : expiresAt;
}

const isSame = (a: Item, b: Item): boolean =>
  a.seenAt === b.seenAt &&
  a.readAt === b.readAt &&
  a.archivedAt === b.archivedAt &&
  a.snoozedUntil === b.snoozedUntil;
