import { expect } from "chai";
import { EventPage } from "@firecast/contract/space/calendar";
import { CalendarFeed, FeedList } from "@firecast/contract/space/calendarFeeds";
import { hidden } from "../../../support/caller.js";
import { database } from "../../../support/database.js";
import { eventually } from "../../../support/eventually.js";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson, aPlace } from "../../people.js";
import { aFeedServer, meeting } from "./feedServer.js";

/** Until a function of the emulator has done its part, which may be cold: what is checked is whether, not when. */
const withinMs = 90_000;
/** What the emulators' default lets through. */
const host = "127.0.0.1:5030";

describe("external feeds of a space's calendar", function () {
  this.timeout(3 * withinMs);
  const server = anInstance();
  const web = aFeedServer(5030);

  /** A space with a feed that was read once, by the function that its wake-up calls. */
  async function aFeed(...events: string[]) {
    const place = await aPlace(server());
    const path = `/${place.id}.ics`;
    const { owner, id: spaceId } = place;
    const calendars = `${place.path}/calendars`;
    web.serve(path, ...events);
    const added = await owner.post(calendars, { url: `http://${host}${path}`, name: "Club" });
    const { id } = CalendarFeed.parse(added.body);
    const feed = async () => CalendarFeed.parse((await owner.get(`${calendars}/${id}`)).body);
    await eventually(feed, ({ status }) => status !== "pending", withinMs);
    const list = async () => EventPage.parse((await owner.get(`${place.path}/events`)).body).items;
    return { ...place, path, spaceId, calendars, added, feed, list, feedId: id };
  }

  /** What the feed said there; the set-up of the space tells of its stages in the same channel. */
  const streamed = async (spaceId: string) =>
    (await server().events(`spaces/${spaceId}`)).filter(({ type }) => type !== "automation:pipeline_status");

  it("are read by the function that their wake-up calls, and bring their events into the calendar and its channel", async () => {
    const { spaceId, path, feed, feedId, list, added, owner } = await aFeed(meeting("a", 1), meeting("b", 2));
    const { id, createdAt } = CalendarFeed.parse(added.body);
    expect(added).to.deep.include({ status: 201 });
    const { lastSyncedAt, ...read } = await feed();
    expect(lastSyncedAt).to.be.a("string");
    expect({ ...read, status: "pending", events: 0 }).to.deep.equal(added.body);
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
    const events = await list();
    expect(events.map(({ title }) => title)).to.deep.equal(["a", "b"]);
    expect(events[0]).to.deep.include({ calendarId: feedId, createdBy: owner.uid, allDay: false });
    const said = await streamed(spaceId);
    expect(said.map(({ type }) => type)).to.deep.equal([
      "automation:datasource_sync",
      "calendar:event:created",
      "calendar:event:created",
      "automation:datasource_sync",
    ]);
    const [begun, , , ended] = said;
    const told = { sourceId: feedId, sourceName: "Club", totalRecords: 2 };
    expect(begun?.data).to.deep.include({ ...told, status: "syncing", recordsProcessed: 0, lastSync: null });
    expect(ended?.data).to.deep.include({
      ...told,
      status: "completed",
      recordsProcessed: 2,
      lastSync: lastSyncedAt,
    });
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

  it("are twenty in a space at most, also where several are added at the same moment", async () => {
    const { owner, path, id } = await aPlace(server());
    const ids = Array.from({ length: 18 }, (_, n) => `feed-${n}`);
    await database().doc(`spaces/${id}/feedLists/calendar`).set({ ids });
    const add = (n: number) => owner.post(`${path}/calendars`, { url: `http://${host}/${id}-${n}.ics` });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(add));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 201, 409, 409, 409]);
    const { items } = FeedList.parse((await owner.get(`${path}/calendars`)).body);
    expect(items).to.have.length(2);
    expect((await owner.delete(`${path}/calendars/${items[0]?.id}`)).status).to.equal(204);
    expect((await add(6)).status).to.equal(201);
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
    await eventually(list, (events) => events.length === 0, withinMs);
  });
});
