import { expect } from "chai";
import { CalendarEvent, EventPage, Rsvp, RsvpPage } from "@firecast/contract/space/calendar";
import { hidden } from "../../support/caller.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person } from "../people.js";

const clock = standingClock();
const hour = 3_600_000;
const inHours = (hours: number): string => new Date(clock.now() + hours * hour).toISOString();

describe("a space's calendar over HTTP", () => {
  const server = anInstance({ clock });

  const plan = async (
    person: Person,
    events: string,
    startsAt: string,
    values = {},
  ): Promise<CalendarEvent> =>
    CalendarEvent.parse((await person.post(events, { title: "Stand-up", startsAt, ...values })).body);

  async function aCalendar() {
    const place = await aPlace(server());
    return { ...place, events: `${place.path}/events` };
  }

  it("takes events of every member", async () => {
    const { id: spaceId, events, member } = await aCalendar();
    const mia = await member();
    const [startsAt, endsAt] = [inHours(1), inHours(2)];
    const { status, body } = await mia.post(events, { title: " Stand-up ", startsAt, endsAt });
    const { id, createdAt } = CalendarEvent.parse(body);
    expect({ status, body }).to.deep.equal({
      status: 201,
      body: {
        id,
        spaceId,
        title: "Stand-up",
        startsAt,
        endsAt,
        allDay: false,
        createdBy: mia.uid,
        createdAt,
      },
    });
    const stored = await theFirebase().firestore.doc(`spaces/${spaceId}/calendar/${id}`).get();
    expect(stored.data()).to.deep.equal(body);
  });

  it("takes times of any zone and gives them in UTC", async () => {
    const { events, owner } = await aCalendar();
    const { startsAt } = await plan(owner, events, "2027-03-01T09:00:00+01:00");
    expect(startsAt).to.equal("2027-03-01T08:00:00.000Z");
  });

  it("lists what is to come by its start, page after page", async () => {
    const { events, owner } = await aCalendar();
    await plan(owner, events, inHours(-1));
    const planned = await Promise.all([5, 1, 3, 3, 2].map((hours) => plan(owner, events, inHours(hours))));
    const expected = planned.sort((a, b) => (a.startsAt + a.id < b.startsAt + b.id ? -1 : 1));
    const found: CalendarEvent[] = [];
    let cursor: string | null = "";
    for (const sizes: number[] = []; cursor !== null;) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = EventPage.parse((await owner.get(`${events}?limit=2${more}`)).body);
      found.push(...page.items);
      sizes.push(page.items.length);
      cursor = page.nextCursor;
      if (cursor === null) expect(sizes).to.deep.equal([2, 2, 1]);
    }
    expect(found).to.deep.equal(expected);
  });

  it("lists also what was, from a given time on", async () => {
    const { events, owner } = await aCalendar();
    const past = await plan(owner, events, inHours(-1));
    expect((await owner.get(events)).body).to.deep.equal({ items: [], nextCursor: null });
    expect((await owner.get(`${events}?from=${inHours(-2)}`)).body).to.deep.equal({
      items: [past],
      nextCursor: null,
    });
  });

  it("takes each member's answer, and keeps the time of one that is given again", async () => {
    const { id: spaceId, events, owner, member } = await aCalendar();
    const mia = await member();
    const { id: eventId } = await plan(owner, events, inHours(1));
    const answer = (status: string) => mia.put(`${events}/${eventId}/rsvp`, { status });
    const yes = await answer("yes");
    expect(yes.status).to.equal(200);
    expect(yes.body).to.deep.include({ uid: mia.uid, eventId, status: "yes" });
    clock.pass(1000);
    expect(await answer("yes")).to.deep.equal(yes);
    const no = await answer("no");
    expect(Rsvp.parse(no.body).at > Rsvp.parse(yes.body).at).to.equal(true);
    const stored = await theFirebase()
      .firestore.doc(`spaces/${spaceId}/calendar/${eventId}/rsvps/${mia.uid}`)
      .get();
    expect(stored.data()).to.deep.equal(no.body);
    const told = (await server().events(`spaces/${spaceId}`)).slice(1);
    expect(told.map(({ type, by, data }) => ({ type, by, data }))).to.deep.equal(
      [yes, no].map(({ body }) => ({ type: "calendar:rsvp:updated", by: mia.uid, data: body })),
    );
  });

  it("shows members an event and who has answered, page after page", async () => {
    const { events, owner, member } = await aCalendar();
    const mia = await member();
    const event = await plan(owner, events, inHours(1));
    const answers = [
      Rsvp.parse((await owner.put(`${events}/${event.id}/rsvp`, { status: "maybe" })).body),
      Rsvp.parse((await mia.put(`${events}/${event.id}/rsvp`, { status: "yes" })).body),
    ].sort((a, b) => (a.uid < b.uid ? -1 : 1));
    expect((await mia.get(`${events}/${event.id}`)).body).to.deep.equal(event);
    const rsvps = `${events}/${event.id}/rsvps?limit=1`;
    const first = RsvpPage.parse((await mia.get(rsvps)).body);
    const second = RsvpPage.parse((await mia.get(`${rsvps}&cursor=${first.nextCursor}`)).body);
    expect([...first.items, ...second.items]).to.deep.equal(answers);
    expect(second.nextCursor).to.equal(null);
  });

  it("takes one of many answers at once, and tells of it once", async () => {
    const { id: spaceId, events, owner } = await aCalendar();
    const { id } = await plan(owner, events, inHours(1));
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => owner.put(`${events}/${id}/rsvp`, { status: "maybe" })),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    const told = (await server().events(`spaces/${spaceId}`)).map(({ type }) => type);
    expect(told).to.deep.equal(["calendar:event:created", "calendar:rsvp:updated"]);
  });

  it("answers repeats with one key as the first time, with one effect", async () => {
    const { events, owner } = await aCalendar();
    const body = { title: "Stand-up", startsAt: inHours(1) };
    const create = () => owner.post(events, body, { key: "k1" });
    const [first, second] = await Promise.all([create(), create()]);
    expect(second).to.deep.equal(first);
    const { id } = CalendarEvent.parse(first.body);
    const answer = () => owner.put(`${events}/${id}/rsvp`, { status: "yes" }, { key: "k2" });
    const yes = await answer();
    await owner.put(`${events}/${id}/rsvp`, { status: "no" });
    expect(await answer()).to.deep.equal(yes);
    expect(EventPage.parse((await owner.get(events)).body).items).to.have.length(1);
  });

  it("is for members; to others it looks as if there were no space", async () => {
    const { path, events, owner } = await aCalendar();
    const { id } = await plan(owner, events, inHours(1));
    const stranger = await aPerson(server());
    for (const space of [path, "/spaces/nowhere"]) {
      expect(await stranger.get(`${space}/events`)).to.deep.equal(hidden);
      expect(await stranger.post(`${space}/events`, { title: "X", startsAt: inHours(1) })).to.deep.equal(
        hidden,
      );
      expect(await stranger.put(`${space}/events/${id}/rsvp`, { status: "yes" })).to.deep.equal(hidden);
      expect(await stranger.get(`${space}/events/${id}`)).to.deep.equal(hidden);
      expect(await stranger.get(`${space}/events/${id}/rsvps`)).to.deep.equal(hidden);
    }
    expect(await owner.get(`${events}/nothing`)).to.deep.equal(hidden);
    expect(await owner.get(`${events}/nothing/rsvps`)).to.deep.equal(hidden);
    expect(await owner.put(`${events}/nothing/rsvp`, { status: "yes" })).to.deep.equal(hidden);
    expect((await server().as().get(events)).status).to.equal(401);
  });

  it("refuses what is no event, no answer and no question", async () => {
    const { events, owner } = await aCalendar();
    const startsAt = inHours(2);
    const bodies = [
      {},
      { title: "X" },
      { title: " ", startsAt },
      { title: "X", startsAt: "tomorrow" },
      { title: "X", startsAt: "2027-02-30T09:00:00Z" },
      { title: "X", startsAt: "2027-03-01T09:00:00" },
      { title: "X", startsAt: "9999-12-31T23:59:59-12:00" },
      { title: "X", startsAt, endsAt: inHours(1) },
      { title: "X", startsAt, createdBy: "mallory" },
    ];
    for (const body of bodies) {
      expect((await owner.post(events, body)).status, JSON.stringify(body)).to.equal(400);
    }
    const { id } = await plan(owner, events, startsAt);
    expect((await owner.put(`${events}/${id}/rsvp`, { status: "perhaps" })).status).to.equal(400);
    const forged = Buffer.from(JSON.stringify([startsAt, "a/b"])).toString("base64url");
    for (const query of ["limit=0", "limit=101", "from=x", "cursor=x", `cursor=${forged}`]) {
      expect((await owner.get(`${events}?${query}`)).status, query).to.equal(400);
    }
  });

  it("goes on over what another backend made unreadable", async () => {
    const { id: spaceId, events, owner } = await aCalendar();
    await theFirebase()
      .firestore.doc(`spaces/${spaceId}/calendar/a.b`)
      .set({ startsAt: inHours(1) });
    const planned = await plan(owner, events, inHours(2));
    const first = EventPage.parse((await owner.get(`${events}?limit=1`)).body);
    expect(first.items).to.deep.equal([]);
    const second = EventPage.parse((await owner.get(`${events}?limit=1&cursor=${first.nextCursor}`)).body);
    expect(second).to.deep.equal({ items: [planned], nextCursor: null });
  });
});
