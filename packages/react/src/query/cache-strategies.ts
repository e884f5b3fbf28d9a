import type { RealtimeEvent } from "@firecast/client";

/** How events of an entity change what React Query has cached under a key. */
export interface CacheStrategy<Row = unknown> {
  /**
   * What event types begin with: `horses` takes `horses:created` and `horses:medical:uploaded`, `horses:deleted` that type alone. All
   * that fit an event are applied, in their order.
   */
  readonly entity: string;
  /**
   * - `merge`: what the event says is laid over the row of its `id`, in a list or alone; a list without it stays as it is.
   * - `replace`: the row, or all that is cached, is what the event says.
   * - `append`: a row that the list lacks stands at its end, one that it has is replaced.
   * - `remove`: the row of that `id` goes.
   */
  readonly updateType: "merge" | "replace" | "append" | "remove";
  readonly queryKey: readonly unknown[] | ((event: RealtimeEvent) => readonly unknown[]);
  /** What to take from an event; undefined leaves the cache as it is. Default: its `data`. */
  readonly transform?: (event: RealtimeEvent) => Row | undefined;
}

interface Keyed {
  readonly id: unknown;
}

/** What is cached, after an event. The same object where nothing changes; nothing is made where nothing was cached. */
export function applyStrategy(
  cached: unknown,
  change: unknown,
  updateType: CacheStrategy["updateType"],
): unknown {
  if (cached === undefined || change === undefined) return cached;
  if (Array.isArray(cached)) return changeList(cached, change, updateType);
  if (isObject(cached) && Array.isArray(cached.pages))
    return changePages(cached, cached.pages, change, updateType);
  if (isObject(cached) && Array.isArray(cached.items))
    return changeItems(cached, cached.items, change, updateType);
  return changeOne(cached, change, updateType);
}

function changeList(
  list: readonly unknown[],
  change: unknown,
  updateType: CacheStrategy["updateType"],
): unknown {
  const at = isKeyed(change) ? list.findIndex((row) => isKeyed(row) && row.id === change.id) : -1;
  switch (updateType) {
    case "append":
      return at < 0 ? [...list, change] : list.with(at, change);
    case "remove":
      return at < 0 ? list : list.toSpliced(at, 1);
    case "replace":
      if (Array.isArray(change)) return change;
      return at < 0 ? list : list.with(at, change);
    case "merge":
      return at < 0 ? list : list.with(at, merged(list[at], change));
  }
}

/** A page of the API: `{items, nextCursor}`. */
function changeItems(
  page: object,
  items: readonly unknown[],
  change: unknown,
  updateType: CacheStrategy["updateType"],
): unknown {
  const changed = changeList(items, change, updateType);
  return changed === items ? page : { ...page, items: changed };
}

/** An infinite query: a row is changed on the page that it is on, and a new one stands on the last. */
function changePages(
  cached: object,
  pages: readonly unknown[],
  change: unknown,
  updateType: CacheStrategy["updateType"],
): unknown {
  const has = (page: unknown): boolean => applyStrategy(page, change, "remove") !== page;
  const found = pages.findIndex(has);
  const at = found < 0 && updateType === "append" ? pages.length - 1 : found;
  if (at < 0) return cached;
  const changed = applyStrategy(pages[at], change, updateType);
  return changed === pages[at] ? cached : { ...cached, pages: pages.with(at, changed) };
}

function changeOne(cached: unknown, change: unknown, updateType: CacheStrategy["updateType"]): unknown {
  // Another row's event, or one of a row where none is: a key also begins those of counts, and of what was removed.
  if (isKeyed(change) && (isKeyed(cached) ? cached.id !== change.id : updateType !== "replace"))
    return cached;
  switch (updateType) {
    case "merge":
      return merged(cached, change);
    case "replace":
    case "append":
      return change;
    case "remove":
      return null;
  }
}

/** Rows with a `version` or an `updatedAt` never go back: the newer one stays. */
function merged(row: unknown, change: unknown): unknown {
  if (!isObject(row) || !isObject(change)) return change;
  return isOlder(change, row) ? row : { ...row, ...change };
}

function isOlder(change: object, row: object): boolean {
  if ("version" in change && "version" in row && typeof change.version === "number")
    return typeof row.version === "number" && change.version < row.version;
  if ("updatedAt" in change && "updatedAt" in row && typeof change.updatedAt === "string")
    return typeof row.updatedAt === "string" && change.updatedAt < row.updatedAt;
  return false;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const isKeyed = (value: unknown): value is Keyed => isObject(value) && "id" in value;
