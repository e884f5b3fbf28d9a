import { expect } from "chai";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPlace, type Person } from "../people.js";
import type { Notice } from "../../../src/platform/notices/notice.js";
import { Reminder } from "../../../src/features/calendar/remind.js";
import { aStage, happening, summaryOf } from "../stage.js";

const minute = 60_000;
const quietIn = (timeZone: string) => ({ from: "22:00", to: "07:00", timeZone });

describe("what is told of a space's calendar", () => {
  const server = anInstance();

  /** An event of the owner's that starts in two hours, and what can happen to it. */
  async function aPlan() {
    const [stage, place] = [aStage(server()), await aPlace(server())];
    const mia = await place.member();
    const startsAt = new Date(stage.clock.now() + 120 * minute).toISOString();
    const { body } = await place.owner.post(`${place.path}/events`, { title: "Stand-up", startsAt });
    const event = CalendarEvent.parse(body);
    const [spaceId, eventId] = [place.id, event.id];
    const document = theFirebase().firestore.doc(`spaces/${spaceId}/calendar/${eventId}`);
    const tell = async (act: () => Promise<unknown>) => {
      const written = await happening(document.path, { spaceId, eventId }, act);
      await stage.produce.calendarEventWritten(written);
      return { written, told: stage.told() };
    };
    const tellOfCreation = async () => {
      const { written } = await tell(() => Promise.resolve());
      written.data.before = await document.parent.doc("nothing").get();
      await stage.produce.calendarEventWritten(written);
      return stage.told();
    };
    const answer = async (person: Person, status: string) => {
      const { uid } = person;
      const path = `${document.path}/rsvps/${uid}`;
      const written = await happening(path, { spaceId, eventId, uid }, () =>
        person.put(`${place.path}/events/${eventId}/rsvp`, { status }),
      );
      await stage.produce.rsvpWritten(written);
      return stage.told();
    };
    const remind = async () => {
      await stage.produce.eventReminder({ spaceId, eventId });
      return stage.told();
    };
    const dueTimes = () => [...stage.wakeUps.values()].map(({ dueAt }) => dueAt - Date.parse(startsAt));
    const move = (minutes: number) =>
      tell(() =>
        document.update({ startsAt: new Date(Date.parse(startsAt) + minutes * minute).toISOString() }),
      );
    return { ...place, stage, mia, document, tell, tellOfCreation, answer, remind, dueTimes, move };
  }

  it("event_created: the members hear of it, and a reminder is set", async () => {
    const { owner, tellOfCreation, stage, dueTimes, id: spaceId } = await aPlan();
    const told = await tellOfCreation();
    expect(summaryOf(told)).to.deep.equal([`event_created by ${owner.uid} to members`]);
    expect(told[0]?.payload).to.deep.include({ spaceName: "Lobby", eventTitle: "Stand-up" });
    expect(dueTimes()).to.deep.equal([-15 * minute]);
    expect([...stage.wakeUps.values()][0]).to.deep.nested.include({
      kind: "event_reminder",
      "payload.spaceId": spaceId,
    });
  });

  it("event_created: a change of the event is none, and moves its reminder", async () => {
    const { tellOfCreation, move, dueTimes } = await aPlan();
    await tellOfCreation();
    expect((await move(60)).told).to.deep.equal([]);
    expect(dueTimes()).to.deep.equal([45 * minute]);
  });

  it("rsvp_update: those who come hear that an event was changed, and that it was withdrawn", async () => {
    const { path, owner, member, mia, document, tell, answer, id: spaceId } = await aPlan();
    const nina = await member();
    await answer(mia, "yes");
    await answer(nina, "no");
    const at = `${path}/events/${document.id}`;
    const changed = await tell(() => owner.patch(at, { title: "Sit-in" }));
    expect(summaryOf(changed.told)).to.deep.equal([`rsvp_update by ${owner.uid} to ${mia.uid}`]);
    expect(changed.told[0]?.payload).to.deep.include({ spaceId, eventTitle: "Sit-in", status: "changed" });
    const withdrawn = await tell(() => owner.delete(at));
    expect(summaryOf(withdrawn.told)).to.deep.equal([`rsvp_update by ${owner.uid} to ${mia.uid}`]);
    expect(withdrawn.told[0]?.payload).to.deep.include({ status: "withdrawn" });
    expect((await document.collection("rsvps").get()).size).to.equal(0);
  });

  it("event_reminder: a late call for an older time leaves it where it belongs", async () => {
    const { tell, move, stage, dueTimes } = await aPlan();
    const { written } = await tell(() => Promise.resolve());
    await move(60);
    await stage.produce.calendarEventWritten(written);
    expect(dueTimes()).to.deep.equal([45 * minute]);
  });

  it("N8: event_reminder: of what begins in less than a quarter of an hour is due at once", async () => {
    const { move, stage, remind, owner, dueTimes } = await aPlan();
    await move(-110);
    expect(dueTimes()).to.deep.equal([-120 * minute]);
    const [notice] = await remind();
    expect(summaryOf(notice ? [notice] : [])).to.deep.equal([`event_reminder to ${owner.uid}`]);
    expect(notice?.until, "a push shows nothing after the start").to.equal(
      new Date(stage.clock.now() + 10 * minute).toISOString(),
    );
    await move(-130);
    expect(await remind(), "it has begun").to.deep.equal([]);
  });

  it("N8: event_reminder: of a whole day comes on each reader's morning", async () => {
    const { owner, mia, answer, remind, stage, document, tell } = await aPlan();
    const midnight = Date.parse("2027-03-10T00:00:00.000Z");
    await owner.put("/notifications/preferences", { quietHours: quietIn("Asia/Tokyo") });
    await mia.put("/notifications/preferences", { quietHours: quietIn("America/New_York") });
    await answer(mia, "yes");
    await tell(() => document.update({ allDay: true, startsAt: new Date(midnight).toISOString() }));
    const hoursOf = () => [...stage.wakeUps.values()].map(({ dueAt }) => (dueAt - midnight) / (60 * minute));
    const told: string[] = [];
    for (let ring = 0; ring < 4; ring++) {
      const [wakeUp] = stage.wakeUps.values();
      if (!wakeUp || wakeUp.dueAt <= stage.clock.now()) break;
      told.push(`${hoursOf().join()}`);
      stage.clock.pass(wakeUp.dueAt - stage.clock.now());
      await stage.produce.eventReminder(Reminder.parse(wakeUp.payload));
      told.push(...summaryOf(stage.told()));
    }
    expect(told).to.deep.equal([
      "-6",
      ...["-1", `event_reminder to ${owner.uid}`], // 08:00 in Tokyo
      ...["13", `event_reminder to ${mia.uid}`], // 08:00 in New York
    ]);
    expect(await remind()).to.have.length(2);
  });

  it("N7: event_reminder: tells a few pages at once, and the others in chunks: its wake-up is done soon", async () => {
    const { owner, id: spaceId, document, remind, stage } = await aPlan();
    const { firestore } = theFirebase();
    const writer = firestore.bulkWriter();
    const uids = Array.from({ length: 1000 }, (_, n) => `m-${String(n).padStart(4, "0")}`);
    const at = new Date(0).toISOString();
    for (const uid of uids) {
      const member = { uid, spaceId, role: "member", status: "active", createdAt: at, joinedAt: at };
      void writer.create(firestore.doc(`spaces/${spaceId}/members/${uid}`), member);
      const rsvp = { uid, eventId: document.id, status: "yes", at };
      void writer.create(document.collection("rsvps").doc(uid), rsvp);
    }
    await writer.close();
    stage.clock.pass(106 * minute);
    const whom = (notices: readonly Notice[]) =>
      notices.flatMap(({ audience }) => (audience.type === "users" ? audience.uids : []));
    expect(whom(await remind()).sort()).to.deep.equal([...uids, owner.uid].sort());
    expect(whom(stage.large)).to.have.length(600);
  });

  it("event_reminder: goes with the event", async () => {
    const { tell, document, stage, remind } = await aPlan();
    await tell(() => Promise.resolve());
    expect(stage.wakeUps.size).to.equal(1);
    await tell(() => document.delete());
    expect(stage.wakeUps.size).to.equal(0);
    expect(await remind()).to.deep.equal([]);
  });

  it("event_reminder: who comes or may come hears of it, and the organizer", async () => {
    const { owner, mia, member, answer, remind, stage, path } = await aPlan();
    const [max, nina, gone] = [await member(), await member(), await member()];
    await answer(mia, "yes");
    await answer(max, "maybe");
    await answer(nina, "no");
    await answer(gone, "yes");
    await gone.delete(`${path}/members/${gone.uid}`);
    stage.clock.pass(106 * minute);
    const told = await remind();
    const uids = told.flatMap(({ audience }) => (audience.type === "users" ? audience.uids : []));
    expect(new Set(uids)).to.deep.equal(new Set([owner.uid, mia.uid, max.uid]));
    expect(new Set(told.map(({ type, cause }) => `${type} ${cause}`)).size).to.equal(1);
  });

  it("event_reminder: waits again for what was moved, and says nothing of what has begun", async () => {
    const { move, remind, stage, dueTimes } = await aPlan();
    await move(30);
    stage.clock.pass(110 * minute);
    expect(await remind()).to.deep.equal([]);
    expect(dueTimes()).to.deep.equal([15 * minute]);
    stage.clock.pass(40 * minute);
    expect(await remind()).to.deep.equal([]);
  });

  it("rsvp_update: the organizer hears of every new answer", async () => {
    const { owner, mia, answer } = await aPlan();
    const first = await answer(mia, "yes");
    expect(summaryOf(first)).to.deep.equal([`rsvp_update by ${mia.uid} to ${owner.uid}`]);
    expect(first[0]?.payload).to.deep.include({ eventTitle: "Stand-up", status: "yes" });
    expect(await answer(mia, "yes"), "the same").to.deep.equal([]);
    expect(await answer(mia, "no")).to.have.length(1);
    expect(await answer(owner, "yes"), "their own").to.deep.equal([]);
  });

  it("what is no event is logged and left alone", async () => {
    const { tell, document, stage } = await aPlan();
    expect((await tell(() => document.set({ title: "Stand-up" }))).told).to.deep.equal([]);
    expect(stage.logged).to.deep.equal(["notification.source.unreadable"]);
  });

  it("N6: an event that is deleted takes back its announcement and its reminders", async () => {
    const { stage, mia, owner, document, tell, answer } = await aPlan();
    await answer(mia, "yes");
    await tell(() => document.delete());
    expect(stage.undone).to.deep.equal([
      "recall event_created to members",
      `recall event_reminder to ${owner.uid}`,
      `recall event_reminder to ${mia.uid}`,
    ]);
  });
});
