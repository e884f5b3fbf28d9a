import { createServer } from "node:http";
import { expect } from "chai";
import { EventPage } from "@firecast/contract/space/calendar";
import { CalendarFeed, FeedList } from "@firecast/contract/space/calendarFeeds";
import type { JobCounts } from "@firecast/contract/jobs";
import { sha256 } from "../../../../src/platform/ids.js";
import { hidden } from "../../../support/caller.js";
import { eventually } from "../../../support/eventually.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { aPerson, aPlace } from "../../people.js";
import { calendar, event } from "../ics/feeds.js";

/** What the emulators' default lets through. */
const host = "127.0.0.1:5030";
const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
const meeting = (uid: string, days: number, title = uid): string =>
  event(`UID:${uid}`, `SUMMARY:${title}`, `DTSTART:${inDays(days)}T090000Z`);

describe("external feeds of a space's calendar", function () {
  this.timeout(30_000);
  const server = anInstance();
  const files = new Map<string, string>();
  const asked: (string | undefined)[] = [];
  const web = createServer((req, res) => {
    const text = files.get(req.url ?? "") ?? "";
    const etag = `"${sha256(text)}"`;
    asked.push(req.headers["if-none-match"]);
    if (req.headers["if-none-match"] === etag) res.writeHead(304).end();
    else res.writeHead(200, { etag }).end(text);
  });
  before((done) => void web.listen(5030, "127.0.0.1", done));
  after(() => void web.close());

  /** A space with a feed that was read once, by the function that its wake-up calls. */
  async function aFeed(...events: string[]) {
    const place = await aPlace(server());
    const path = `/${place.id}.ics`;
    const serve = (...now: string[]): void => void files.set(path, calendar(...now));
    const { owner, id: spaceId } = place;
    const calendars = `${place.path}/calendars`;
    serve(...events);
    const added = await owner.post(calendars, { url: `http://${host}${path}`, name: "Club" });
    const { id } = CalendarFeed.parse(added.body);
    const feed = async () => CalendarFeed.parse((await owner.get(`${calendars}/${id}`)).body);
    await eventually(feed, ({ status }) => status !== "pending", 20_000);
    const list = async () => EventPage.parse((await owner.get(`${place.path}/events`)).body).items;
    const titles = async () => (await list()).map(({ title }) => title);
    return { ...place, path, serve, spaceId, calendars, added, feed, list, titles, feedId: id };
  }

  /** What the next run of the job does with the feeds of a space. */
  async function sync(spaceId: string): Promise<JobCounts[]> {
    const run = { id: "r", slot: Date.now(), missed: 0, signal: new AbortController().signal };
    const counts: JobCounts[] = [];
    for (const work of server().instance.features.flatMap(({ jobs = [] }) => jobs)) {
      if (work.job !== "sync-events") continue;
      const { items } = await work.page(run, undefined);
      for (const item of items.filter(({ id }) => id.startsWith(`${spaceId}/`))) {
        counts.push((await work.act(item, run)) ?? {});
      }
    }
    return counts;
  }

  const streamed = async (spaceId: string): Promise<string[]> =>
    (await server().events(`spaces/${spaceId}`)).map(({ type }) => type);

  it("bring their events into the calendar and keep it as they are, with no write for what has not changed", async () => {
    const { spaceId, path, serve, feed, feedId, titles, list, added, owner } = await aFeed(
      meeting("a", 1),
      meeting("b", 2),
    );
    const { id, createdAt } = CalendarFeed.parse(added.body);
    expect(added).to.deep.include({ status: 201 });
    expect(added.body).to.deep.equal({
      id,
      spaceId,
      url: `http://${host}${path}`,
      name: "Club",
      createdBy: owner.uid,
      createdAt,
      status: "pending",
      events: 0,
      skipped: 0,
    });
    expect(await titles()).to.deep.equal(["a", "b"]);
    expect((await list())[0]).to.deep.include({ calendarId: feedId, createdBy: owner.uid, allDay: false });
    expect(await streamed(spaceId)).to.deep.equal([
      "calendar:event:created",
      "calendar:event:created",
      "automation:datasource_sync",
    ]);

    const document = theFirebase().firestore.doc(`spaces/${spaceId}/calendars/${feedId}`);
    const before = (await document.get()).updateTime;
    asked.length = 0;
    expect(await sync(spaceId)).to.deep.equal([{ unchanged: 1 }]);
    expect(asked).to.deep.equal([`"${sha256(files.get(path) ?? "")}"`]);
    expect((await document.get()).updateTime).to.deep.equal(before);

    serve(meeting("a", 1), meeting("b", 3, "later"), meeting("c", 4));
    expect(await sync(spaceId)).to.deep.equal([{ synced: 1, created: 1, updated: 1, removed: 0 }]);
    expect(await titles()).to.deep.equal(["a", "later", "c"]);

    serve(meeting("a", 1), meeting("b", 3, "later"));
    expect(await sync(spaceId)).to.deep.equal([{ synced: 1, created: 0, updated: 0, removed: 0 }]);
    expect(await titles()).to.deep.equal(["a", "later", "c"]);
    expect(await sync(spaceId)).to.deep.equal([{ synced: 1, created: 0, updated: 0, removed: 1 }]);
    expect(await titles()).to.deep.equal(["a", "later"]);
    expect((await streamed(spaceId)).slice(-2)).to.deep.equal([
      "calendar:event:deleted",
      "automation:datasource_sync",
    ]);
    expect((await feed()).events).to.equal(2);
  });

  it("that are empty, broken off or not there take nothing away, and say why until they are whole again", async () => {
    const { spaceId, path, serve, feed, titles } = await aFeed(meeting("a", 1));
    const failure = async (text: string) => {
      files.set(path, text);
      await sync(spaceId).then(
        () => expect.fail("the sync should fail"),
        () => undefined,
      );
      return (await feed()).error;
    };
    expect(await failure("")).to.equal("not_a_calendar");
    expect(await failure(calendar(meeting("b", 2)).replace("END:VCALENDAR", ""))).to.equal("truncated");
    serve();
    await sync(spaceId);
    await sync(spaceId);
    expect(await titles()).to.deep.equal(["a"]);
    expect(await feed()).to.deep.include({ status: "synced", events: 1 });
  });

  it("come to the same calendar when they are read many times at once", async () => {
    const { spaceId, serve, titles } = await aFeed(meeting("a", 1));
    serve(meeting("b", 2), meeting("c", 3));
    await Promise.allSettled([sync(spaceId), sync(spaceId), sync(spaceId)]);
    await sync(spaceId);
    expect(await titles()).to.deep.equal(["b", "c"]);
  });

  it("are managed by owners and admins, who alone see the address; to others it looks as if there were none", async () => {
    const { calendars, feedId, owner, member, path, added } = await aFeed(meeting("a", 1));
    const [mia, stranger] = await Promise.all([member(), aPerson(server())]);
    const { url } = CalendarFeed.parse(added.body);
    const listed = FeedList.parse((await owner.get(calendars)).body);
    expect(listed.items.map((feed) => feed.url)).to.deep.equal([url]);
    const seen = FeedList.parse((await mia.get(calendars)).body);
    expect(seen.items.map((feed) => [feed.id, feed.url])).to.deep.equal([[feedId, undefined]]);
    expect((await mia.post(calendars, { url })).status).to.equal(403);
    expect((await mia.delete(`${calendars}/${feedId}`)).status).to.equal(403);
    expect((await owner.post(calendars, { url: `http://${host}${path}` })).status).to.equal(409);
    for (const answer of [
      await stranger.get(calendars),
      await stranger.post(calendars, { url }),
      await stranger.get(`${calendars}/${feedId}`),
      await stranger.delete(`${calendars}/${feedId}`),
      await owner.get(`${calendars}/nothing`),
      await owner.delete(`${calendars}/nothing`),
    ]) {
      expect(answer).to.deep.equal(hidden);
    }
    for (const refused of [
      "http://127.0.0.1:5031/",
      "https://169.254.169.254/",
      "https://localhost/",
      "nonsense",
    ]) {
      const { status, body } = await owner.post(calendars, { url: refused });
      expect(status, refused).to.equal(400);
      expect(JSON.stringify(body)).to.include("/url");
    }
  });

  it("take their events along when they are taken away", async () => {
    const { spaceId, calendars, feedId, owner, list } = await aFeed(meeting("a", 1), meeting("b", 2));
    const [{ id: eventId } = { id: "" }] = await list();
    expect((await owner.patch(`/spaces/${spaceId}/events/${eventId}`, { title: "Mine" })).status).to.equal(
      409,
    );
    expect((await owner.delete(`/spaces/${spaceId}/events/${eventId}`)).status).to.equal(409);
    expect((await owner.delete(`${calendars}/${feedId}`)).status).to.equal(204);
    expect((await owner.get(calendars)).body).to.deep.equal({ items: [], nextCursor: null });
    await eventually(list, (events) => events.length === 0, 20_000);
  });
});
