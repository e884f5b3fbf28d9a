import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { Work } from "../../../platform/jobs/work.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { FeedsDeps } from "./deps.js";
import { turnsBetween } from "./policy.js";
import type { StoredFeed } from "./schema.js";

/** A feed to look at, as it was when the page was read. */
export interface FeedItem {
  readonly id: string;
  readonly seen: Versioned<StoredFeed>;
}

const usualPerPage = 50;

/** With the time when it was added: a feed that is taken away and added again starts anew, also after it was set aside. */
const itemId = ({ spaceId, id, createdAt }: StoredFeed): string => `${spaceId}/${id}@${createdAt}`;

/** What the job `sync-events` does: looks at the feeds whose turn it is and that do not have to wait; called by HTTP, of all turns. */
export const feedWork = (deps: FeedsDeps, { perPage = usualPerPage } = {}): Work<FeedItem> => ({
  job: "sync-events",
  name: "feeds",
  atOnce: 8,
  actWithinMs: 60_000,
  maxFailures: 10,
  page: async ({ slot, previousSlot }, after) => {
    const turns = turnsBetween(previousSlot, slot);
    const { feeds, next } = await deps.store.everyFeed(turns, after, perPage);
    const due = feeds.filter(({ value: { waitUntil = 0 } }) => waitUntil <= slot);
    return { items: due.map((seen) => ({ id: itemId(seen.value), seen })), next };
  },
  act: async ({ seen }) => {
    const { syncFeed } = await import("./syncFeed.js"); // no other function needs what it loads
    const outcome = await syncFeed(deps, seen);
    switch (outcome.type) {
      case "failed":
        throw new Error(`The feed brought nothing: ${outcome.error}`);
      case "synced": {
        const { created, updated, removed } = outcome;
        return { synced: 1, created, updated, removed };
      }
      case "unchanged":
      case "overtaken":
        return { [outcome.type]: 1 };
    }
  },
  replay: (id) => waitNoLonger(deps, id),
  ownersOf: ({ seen }) => [seen.value.createdBy],
  describe: ({ seen }) => `The calendar feed "${seen.value.name}"`,
});

/** A feed that fails again and again has to wait for up to a day. */
const waitNoLonger = ({ store }: FeedsDeps, item: string): Promise<void> =>
  retryOnConflict(undefined, async () => {
    const [spaceId = "", calendarId = ""] = item.split(/[/@]/);
    const seen = await store.feed(spaceId, calendarId);
    if (seen?.value.waitUntil === undefined || itemId(seen.value) !== item) return;
    const { waitUntil: _, ...feed } = seen.value;
    await store.commit((batch) => store.updateFeed(batch, seen, feed));
  });
