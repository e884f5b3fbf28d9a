import { unnamed } from "@firecast/contract/core/names";
import { toTimestamp } from "../../../platform/clock.js";
import { derivedId } from "../../../platform/ids.js";
import type { NoticeType, Rendered } from "../../../platform/notices/noticeType.js";
import { actorOf, isExpired, isUnseen, type Item, saidBy } from "../schema.js";
import type { InboxState } from "../state.js";
import { expiryAfter } from "./counts.js";
import { transition } from "./transitions.js";

type Payload = Readonly<Record<string, unknown>>;

/** A notice for one recipient. */
export interface Addressed {
  readonly uid: string;
  readonly type: string;
  readonly cause: string;
  /** Of the form that the type's schema says. */
  readonly payload: Payload;
  readonly actor?: string | undefined;
  /** Names of the actor, and of the user whom the texts are about. */
  readonly actorName?: string | undefined;
  readonly aboutName?: string | undefined;
  readonly at: string;
  /** A push of it is of no use from then on; the row stays at least as long. */
  readonly until?: string | undefined;
}

/** A notice whose notification is known by its id. */
export type Admissible = Omit<Addressed, "uid" | "cause">;

/** The same type, cause and recipient are the same notification. */
export const notificationId = ({ type, cause, uid }: Pick<Addressed, "type" | "cause" | "uid">): string =>
  derivedId(type, cause, uid);

const batchKeyOf = ({ payload }: Admissible, { type, batch }: NoticeType): string | undefined =>
  batch && `${type} ${batch.key(payload)}`;

/** The row that would take the notice in, if it still can. */
export function openRow(
  state: Pick<InboxState, "open">,
  notice: Admissible,
  type: NoticeType,
  now: number,
): string | undefined {
  const key = batchKeyOf(notice, type);
  const open = key === undefined ? undefined : state.open[key];
  return open && Date.parse(open.until) > now ? open.id : undefined;
}

export type Admission =
  | { type: "created"; item: Item; open?: { key: string; until: string } }
  | { type: "joined"; before: Item; item: Item };

/**
 * A notice joins its batch's row while that is open, in the inbox and not seen yet; else it is a row of its own, which is
 * pushed: what a user has looked at stays as it was looked at.
 */
export const admit = (notice: Addressed, type: NoticeType, open: Item | undefined, now: number): Admission =>
  admitAs(notificationId(notice), notice, type, open, now);

/** The same where only the notification's id is known. */
export function admitAs(
  id: string,
  notice: Admissible,
  type: NoticeType,
  open: Item | undefined,
  now: number,
): Admission {
  const at = toTimestamp(now);
  if (open && isUnseen(open) && !isExpired(open, now)) {
    const rendered = render(notice, type, open.count + 1);
    const item = transition(open, { type: "joined", rendered, ...actorOf(notice) }, at);
    return { type: "joined", before: open, item };
  }
  const { toolId, spaceId } = placesIn(notice.payload);
  const item: Item = {
    id,
    type: type.type,
    ...render(notice, type, 1),
    ...(toolId !== undefined && { toolId }),
    ...(spaceId !== undefined && { spaceId }),
    ...actorOf(notice),
    count: 1,
    timestamp: notice.at,
    expiresAt: expiryAfter(now, Math.max(type.ttlMs, Date.parse(notice.until ?? notice.at) - now)),
    ...(notice.until !== undefined && { pushUntil: notice.until }),
    version: 0,
    touched: 0,
    listedAt: at,
    collapseKey: type.collapse(notice.payload),
    said: saidBy(notice),
  };
  const key = batchKeyOf(notice, type);
  return {
    type: "created",
    item,
    ...(key !== undefined && type.batch && { open: { key, until: toTimestamp(now + type.batch.windowMs) } }),
  };
}

/** What began a row was taken back from it, and happens anew: the row is as new again, whatever was done with it. */
export function rejoin(row: Item, notice: Admissible, type: NoticeType, now: number): Item {
  const rendered = render(notice, type, row.count + 1);
  const { expiresAt, ...joined } = transition(
    { ...row, archivedAt: undefined, snoozedUntil: undefined, ownRetractedAt: undefined },
    { type: "joined", rendered, ...actorOf(notice) },
    toTimestamp(now),
  );
  const least = expiryAfter(now, type.ttlMs);
  return { ...joined, said: saidBy(notice), expiresAt: least > expiresAt ? least : expiresAt };
}

/** Whether it comes from a space that its recipient had left by then. */
export function isFromLeft({ left }: InboxState, { payload, at }: Admissible): boolean {
  const { spaceId } = placesIn(payload);
  const leftAt = spaceId === undefined ? undefined : left[spaceId];
  return leftAt !== undefined && at <= leftAt;
}

/** Whether its recipient wants to hear nothing of its sender. What is required is told all the same. */
export const isBlocked = (
  { blocked }: InboxState,
  { actor }: Admissible,
  { required }: NoticeType,
): boolean => actor !== undefined && Object.hasOwn(blocked, actor) && !required;

/** A new row of a type that rings once in a while per sender: whether this one does, and what is to be remembered. */
export function ringing(
  { rung }: Pick<InboxState, "rung">,
  { actor }: Admissible,
  { type, ringMs }: NoticeType,
  now: number,
): { isSilent: boolean; rung?: InboxState["rung"] } {
  if (ringMs === undefined || actor === undefined) return { isSilent: false };
  const key = `${type} ${actor}`;
  const until = rung[key];
  if (until !== undefined && Date.parse(until) > now) return { isSilent: true };
  const current = Object.entries(rung).filter(([, end]) => Date.parse(end) > now);
  return { isSilent: false, rung: { ...Object.fromEntries(current), [key]: toTimestamp(now + ringMs) } };
}

const render = ({ payload, aboutName = unnamed }: Admissible, type: NoticeType, count: number): Rendered =>
  type.render(payload, count, aboutName);

function placesIn({ toolId, spaceId }: Payload): { toolId?: string; spaceId?: string } {
  return {
    ...(typeof toolId === "string" && { toolId }),
    ...(typeof spaceId === "string" && { spaceId }),
  };
}
