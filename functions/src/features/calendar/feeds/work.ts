import type { Work } from "../../../platform/jobs/work.js";
import type { FeedsDeps } from "./deps.js";
import type { StoredFeed } from "./schema.js";

/** A feed to look at, as it was when the page was read. */
export interface FeedItem {
  readonly id: string;
  readonly feed: StoredFeed;
}

const feedsPerPage = 50;

/** What the job `sync-events` does: looks at every feed that does not have to wait. */
export const feedWork = (deps: FeedsDeps): Work<FeedItem> => ({
  job: "sync-events",
  name: "feeds",
  atOnce: 8,
  actWithinMs: 60_000,
  maxFailures: 10,
  page: async ({ slot }, after) => {
    const { feeds, next } = await deps.store.everyFeed(after, feedsPerPage);
    const due = feeds.filter(({ waitUntil = 0 }) => waitUntil <= slot);
    return { items: due.map((feed) => ({ id: `${feed.spaceId}/${feed.id}`, feed })), next };
  },
  act: async ({ feed }) => {
    const { syncFeed } = await import("./syncFeed.js"); // no other function needs what it loads
    const outcome = await syncFeed(deps, feed);
    switch (outcome.type) {
      case "failed":
        throw new Error(`The feed brought nothing: ${outcome.error}`);
      case "synced": {
        const { created, updated, removed } = outcome;
        return { synced: 1, created, updated, removed };
      }
      case "unchanged":
      case "gone":
        return { [outcome.type]: 1 };
    }
  },
  ownersOf: ({ feed }) => [feed.createdBy],
});
