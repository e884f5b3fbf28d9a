import { expect } from "chai";
import { CalendarEvent } from "../../../../src/contract/calendar.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { aPlace, type Person } from "../../people.js";
import { aStage, happening, summaryOf } from "./stage.js";

const minute = 60_000;

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

  it("event_reminder: a late call for an older time leaves it where it belongs", async () => {
    const { tell, move, stage, dueTimes } = await aPlan();
    const { written } = await tell(() => Promise.resolve());
    await move(60);
    await stage.produce.calendarEventWritten(written);
    expect(dueTimes()).to.deep.equal([45 * minute]);
  });

  it("event_reminder: none is set for what begins in less than a quarter of an hour", async () => {
    const { move, stage } = await aPlan();
    await move(-110);
    expect(stage.wakeUps.size).to.equal(0);
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
