import { randomUUID } from "node:crypto";
import type { DocumentReference } from "firebase-admin/firestore";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { type FeedsDeps, feedsDeps } from "../../../../src/features/calendar/feeds/deps.js";
import type { StoredFeed } from "../../../../src/features/calendar/feeds/schema.js";
import { type SyncOutcome, syncFeed } from "../../../../src/features/calendar/feeds/syncFeed.js";
import { toTimestamp } from "../../../../src/platform/clock.js";
import type { Versioned } from "../../../../src/platform/firestore/versioned.js";
import { derivedId } from "../../../../src/platform/ids.js";
import { recordedLog } from "../../../support/recordedLog.js";
import { type SetClock, setClock } from "../../../support/setClock.js";
import { type TestInstance, theFirebase } from "../../../support/testInstance.js";
import { aFeedServer, etagOf } from "./feedServer.js";

/** Feeds of spaces that nobody is in, over real Firestore, and with a clock that the test sets. */
export function aFeedBench(server: () => TestInstance, port = 0) {
  const web = aFeedServer(port);
  const added: DocumentReference[] = [];
  after(() => Promise.all(added.map((feed) => feed.delete())));

  function depsAt(clock: SetClock): FeedsDeps {
    const { core } = server().instance;
    return feedsDeps({
      firebase: theFirebase(),
      spaces: { requireMember: () => Promise.reject(new Error("there are no members")) },
      publisher: core.publisher,
      limits: { take: () => Promise.resolve() },
      wakeUps: { add: () => undefined, announce: () => Promise.resolve() },
      settings: { privateHosts: [web.host()] },
      clock,
      random: Math.random,
      log: recordedLog(),
    });
  }

  /** A feed that was just added to a space of its own. */
  async function aFeed(values: Partial<StoredFeed> = {}) {
    const clock = setClock(new Date().toISOString());
    const deps = depsAt(clock);
    const { spaceId = randomUUID() } = values;
    const path = `/${spaceId}.ics`;
    const feed: StoredFeed = {
      id: derivedId("feed", spaceId),
      spaceId,
      url: `http://${web.host()}${path}`,
      name: "Club",
      createdBy: "olga",
      createdAt: toTimestamp(clock.now()),
      status: "pending",
      events: 0,
      skipped: 0,
      missing: [],
      failures: 0,
      ...values,
    };
    await deps.store.commit((batch) => deps.store.createFeed(batch, feed));
    added.push(theFirebase().firestore.doc(`spaces/${spaceId}/calendars/${feed.id}`));
    const seen = async (): Promise<Versioned<StoredFeed>> => {
      const found = await deps.store.feed(spaceId, feed.id);
      if (!found) throw new Error("the feed is gone");
      return found;
    };
    const imported = async () => (await deps.store.imported(spaceId, feed.id)).map(({ value }) => value);
    return {
      spaceId,
      path,
      clock,
      deps,
      feed,
      serve: (...events: string[]) => web.serve(path, ...events),
      seen,
      now: async () => (await seen()).value,
      sync: async (process = deps): Promise<SyncOutcome> => syncFeed(process, await seen()),
      /** Of its events in the calendar, by their start. */
      titles: async () =>
        (await imported()).sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1)).map(({ title }) => title),
      /** What streams of the space got: types, and titles of events. */
      streamed: async () =>
        (await server().events(`spaces/${spaceId}`)).map(({ type, data }) => {
          const { success, data: event } = CalendarEvent.safeParse(data);
          return success ? `${type} ${event.title}` : type;
        }),
    };
  }

  /** What the server says of a file, as a feed that has read it knows it. */
  const readAlready = (spaceId: string, clockNow: number): Partial<StoredFeed> => ({
    spaceId,
    status: "synced",
    etag: etagOf(web.textAt(`/${spaceId}.ics`)),
    lastSyncedAt: toTimestamp(clockNow),
  });

  return { web, aFeed, depsAt, readAlready };
}
