import type {
  AllChange,
  Counts,
  InboxChange,
  InboxPatched,
  Notification,
} from "@firecast/contract/notifications/notifications";
import { apiCalls } from "../calls/api.js";
import { asAnswer } from "../calls/call.js";
import { newKey } from "../environment/timers.js";
import { createLiveState } from "../optimistic/liveState.js";
import type { Realtime } from "../realtime.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { follow } from "./follow.js";
import { queued, type Written } from "./queued.js";
import { viewOf } from "./source.js";

export interface InboxState {
  /** Newest first. */
  readonly items: readonly Notification[];
  /** As the server has counted. */
  readonly counts: Counts;
}

const empty: InboxState = { items: [], counts: { unseen: 0, unread: 0, version: 0 } };

/** The user's notifications. What is marked shows at once; the counts are always the server's. */
export function inboxOf(realtime: Realtime) {
  const { inbox } = apiCalls({ request: (path, init) => realtime.request(path, init), newKey });
  const live = createLiveState<InboxState, RealtimeEvent>({ initial: empty, reduce });
  const { note, ...view } = viewOf(live);
  const following = follow({
    live,
    note,
    load: async () => {
      const { items, counts } = await inbox.list();
      return (known) => ({ items, counts: newerOf(known.counts, counts) });
    },
  });
  const writes = queued<InboxState, InboxPatched>(realtime, {
    live,
    note,
    entity: "notifications",
    show: (row) => (state) => ({ ...state, items: marked(state.items, row) }),
    answered: (row, { counts }) => ({
      apply: (state) => ({ items: marked(state.items, row), counts: newerOf(state.counts, counts) }),
    }),
  });
  return {
    ...view,
    isRefused: following.isRefused,
    start: () => {
      following.begin();
      const subscription = realtime.subscribe(
        "notifications",
        (event) => live.receive(event),
        following.options,
      );
      const stop = writes.start();
      return () => {
        stop();
        subscription.unsubscribe();
      };
    },
    markRead: (ids: readonly string[]) => writes.write("PATCH", path, { ids, read: true }),
    /** All that the user was shown: what has come since stays unread. */
    markAllRead: () =>
      writes.write("PATCH", path, { all: true, read: true, upTo: live.get().counts.version }),
  };
}

const path = "/api/notifications";

/** As what waits has marked them. */
function marked(items: readonly Notification[], { body = "{}" }: Written): readonly Notification[] {
  const { ids, upTo = -1 } = asAnswer<{ ids?: readonly string[]; upTo?: number }>(JSON.parse(body));
  const isMarked = ({ id, version = 0 }: Notification): boolean => ids?.includes(id) ?? version <= upTo;
  return items.map((row) => (isMarked(row) ? { ...row, read: true } : row));
}

const newerOf = (a: Counts, b: Counts): Counts => (b.version >= a.version ? b : a);

function reduce(state: InboxState, { type, data }: RealtimeEvent): InboxState {
  if (!type.startsWith("notification:") || !isChange(data)) return state;
  const counts = newerOf(state.counts, data.counts);
  if ("all" in data) return { counts, items: state.items.flatMap((row) => afterAll(row, data.all)) };
  const { item } = data;
  const others = state.items.filter(({ id }) => id !== item.id);
  if (isOut(item)) return { counts, items: others };
  const at = others.findIndex(({ timestamp }) => timestamp <= item.timestamp);
  return { counts, items: others.toSpliced(at < 0 ? others.length : at, 0, item) };
}

/** Rows that have become new since then stay as they are. */
function afterAll(row: Notification, { upTo, at, read, seen, archived }: AllChange["all"]): Notification[] {
  if ((row.version ?? 0) > upTo) return [row];
  if (archived) return [];
  return [
    {
      ...row,
      ...((seen || read) && { seenAt: row.seenAt ?? at }),
      ...(read && { read: true, readAt: row.readAt ?? at }),
    },
  ];
}

/** No list has it: it is in the archive, set aside for later, or no longer true. */
const isOut = ({ archivedAt, snoozedUntil, retractedAt }: Notification): boolean =>
  archivedAt !== undefined || snoozedUntil !== undefined || retractedAt !== undefined;

const isChange = (data: unknown): data is InboxChange =>
  typeof data === "object" && data !== null && "counts" in data && ("item" in data || "all" in data);
