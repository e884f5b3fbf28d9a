import { expect } from "chai";
import { z } from "zod";
import type { StoredFeed } from "../../../../src/features/calendar/feeds/schema.js";
import { feedWork, type FeedItem } from "../../../../src/features/calendar/feeds/work.js";
import { turnOf } from "../../../../src/features/calendar/feeds/policy.js";
import { days, minutes } from "../../../../src/platform/clock.js";
import type { Work } from "../../../../src/platform/jobs/work.js";
import { deadLetters } from "../../../../src/platform/tasks/deadLetters.js";
import { jobBench, named } from "../../../jobs/jobBench.js";
import { database } from "../../../support/database.js";
import { anInstance } from "../../../support/testInstance.js";
import { aFeedBench } from "./feedBench.js";
import { meeting } from "./feedServer.js";

const job = "sync-events";
const Payload = z.object({ id: z.string(), item: z.string() });
let tests = 0;

describe("the job that syncs feeds", () => {
  const server = anInstance();
  const { web, aFeed, depsAt, readAlready } = aFeedBench(server);
  beforeEach(() => database().doc(`jobs/${job}`).delete());

  /** A job of feeds that are in spaces of this prefix. Each test in a year of its own: runs are named by their slots. */
  function aJob(prefix: string, perPage?: number) {
    const bench = jobBench(server(), `${2060 + ++tests}-01-01T00:00:05.000Z`);
    const work = feedWork(depsAt(bench.clock), { perPage });
    const own = ({ seen }: FeedItem): boolean => seen.value.spaceId.startsWith(prefix);
    const pages = new Set<string | undefined>();
    const ofTest: Work<FeedItem> = {
      ...work,
      page: async (run, after) => {
        pages.add(after);
        const page = await work.page(run, after ?? `spaces/${prefix}/calendars/x`);
        const items = page.items.filter(own);
        return { items, next: items.length < page.items.length ? undefined : page.next };
      },
    };
    const runner = bench.process(ofTest);
    const next = async (wait = minutes(5)) => {
      bench.clock.pass(wait);
      return runner.scheduled(job, bench.clock.now());
    };
    return { ...bench, next, runner, pages };
  }

  const aReadFeed = async (spaceId: string, now: number, values: Partial<StoredFeed> = {}) => {
    web.serve(`/${spaceId}.ics`, meeting(spaceId, 1));
    return aFeed({ ...readAlready(spaceId, now), ...values });
  };

  it("goes through ten pages of feeds once, whoever calls it 20 times, and looks at each feed once", async () => {
    const { clock, runner, pages } = aJob("backlog-", 3);
    const ids = named("backlog", 30);
    await Promise.all(ids.map((spaceId) => aReadFeed(spaceId, clock.now())));
    web.asked.length = 0;
    const calls = Array.from({ length: 20 }, () => runner.scheduled(job, clock.now()));
    const answers = await Promise.all(calls);
    expect(
      answers.filter(({ outcome }) => outcome === "completed").map(({ counts }) => counts),
    ).to.deep.equal([{ unchanged: 30, done: 30 }]);
    expect(answers.filter(({ outcome }) => outcome === "skipped")).to.have.length(19);
    expect(web.asked.map(({ path }) => path).sort()).to.deep.equal(ids.map((id) => `/${id}.ics`));
    expect(pages.size).to.be.within(10, 11);
  });

  it("looks at each feed in its turn, which comes every fifteen minutes, and misses none where slots were missed", async () => {
    const { clock, next } = aJob("turns-");
    const ids = named("turns", 9);
    const feeds = await Promise.all(ids.map((spaceId) => aReadFeed(spaceId, clock.now())));
    const lookedAt = async (wait = minutes(5)) => {
      web.asked.length = 0;
      await next(wait);
      return web.asked.map(({ path }) => path).sort();
    };
    const ofTurns = (...turns: number[]) =>
      feeds.flatMap(({ feed, path }) => (turns.includes(turnOf(feed)) ? path : [])).sort();
    expect(await lookedAt(), "the first run").to.have.length(9);
    const first = Math.floor(clock.now() / minutes(5));
    expect(await lookedAt()).to.deep.equal(ofTurns((first + 1) % 3));
    expect(await lookedAt(minutes(10))).to.deep.equal(ofTurns((first + 2) % 3, first % 3));
    const turns = new Set(feeds.map(({ feed }) => turnOf(feed)));
    expect(turns.size, "this test is about more than one").to.be.above(1);
  });

  it("sets a feed aside that fails again and again, tells who added it, goes on with the others, and begins anew when it is added again", async () => {
    const { clock, next, told, runner } = aJob("poison-");
    const poison = await aReadFeed("poison-a", clock.now(), { url: "https://127.0.0.1/" });
    const healthy = await aReadFeed("poison-b", clock.now());
    for (let run = 1; run < 10; run++) {
      expect((await next(days(1))).counts, `run ${run}`).to.include({ failed: 1, done: 1 });
    }
    expect((await next(days(1))).counts).to.include({ failed: 1, setAside: 1, done: 1 });
    expect(told.map(({ type, audience }) => ({ type, audience }))).to.deep.equal([
      { type: "system_alert", audience: { type: "users", uids: ["olga"] } },
    ]);
    expect((await next(days(1))).counts).to.not.have.property("failed");
    expect(await healthy.now()).to.include({ status: "synced", failures: 0 });

    const { deps, feed } = poison;
    await database().doc(`spaces/poison-a/calendars/${feed.id}`).update({ url: healthy.feed.url });
    const letters = deadLetters(database(), clock);
    for await (const letter of letters.list()) {
      const payload = Payload.safeParse("payload" in letter ? letter.payload : undefined);
      if (payload.data?.item.startsWith("poison-a/")) await runner.task(payload.data.id);
    }
    expect((await next(minutes(15))).counts, "replayed: it waits no day").to.include({ done: 2 });
    expect(await poison.now()).to.include({ status: "synced", failures: 0 });
    const seen = await poison.seen();
    await deps.store.commit((batch) => deps.store.deleteFeed(batch, seen));
    const { url } = healthy.feed;
    const createdAt = new Date(clock.now()).toISOString();
    const again: StoredFeed = { ...feed, url, status: "pending", createdAt };
    await deps.store.commit((batch) => deps.store.createFeed(batch, again));
    expect((await next(minutes(15))).counts).to.include({ done: 2 });
    expect(await poison.now()).to.include({ status: "synced" });
  });
});
