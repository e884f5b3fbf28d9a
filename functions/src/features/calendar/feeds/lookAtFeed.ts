import type { FeedError } from "@firecast/contract/space/calendarFeeds";
import { sha256 } from "../../../platform/ids.js";
import { download, type Validators } from "../../../platform/outbound/download.js";
import { RequestFailed } from "../../../platform/outbound/requestFailed.js";
import type { FeedContent } from "../ics/readCalendar.js";
import { readInWorker } from "../ics/readInWorker.js";
import { maxFeedBytes, maxOccurrences, needsRefresh, windowAt } from "./policy.js";
import type { StoredFeed } from "./schema.js";

/** What was found at a feed's address. */
export type Found =
  | { readonly type: "unchanged" }
  | { readonly type: "failed"; readonly error: FeedError }
  | (Validators & { readonly type: "content"; readonly hash: string; readonly content: FeedContent });

interface Look {
  readonly feed: StoredFeed;
  /** `host:port` of servers that may be asked although they are not public. */
  readonly allowed: readonly string[];
  readonly now: number;
}

/** Downloads a feed, and reads it where it has changed, or its window has to move on. */
export async function lookAtFeed({ feed, allowed, now }: Look): Promise<Found> {
  const refresh = needsRefresh(feed, now);
  const { etag, lastModified } = feed;
  const options = { allowed, maxBytes: maxFeedBytes, accept: "text/calendar" };
  const validators = refresh ? {} : { etag, lastModified };
  try {
    const downloaded = await download(feed.url, { ...options, validators });
    if (downloaded.type === "unchanged") return downloaded;
    const hash = sha256(downloaded.bytes);
    if (hash === feed.hash && !refresh) return { type: "unchanged" };
    const reading = await readInWorker({ bytes: downloaded.bytes, window: windowAt(now), maxOccurrences });
    if (reading.type !== "read") return { type: "failed", error: reading.type };
    return { ...downloaded, type: "content", hash, content: reading };
  } catch (error) {
    if (error instanceof RequestFailed) return { type: "failed", error: error.reason };
    throw error;
  }
}
