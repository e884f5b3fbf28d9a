import { expect } from "chai";
import { days, hours, minutes, seconds } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { onWakeUp } from "../../../src/platform/wakeUps/wakeUps.js";
import { eventually } from "../../support/eventually.js";
import { aNote, aWorld, Note } from "./world.js";

describe("a wake-up", () => {
  it("sets an alarm for its time, under a name that holds the time", async () => {
    const { wakeUps, clock, tasks } = aWorld();
    const note = aNote(clock);
    await wakeUps.schedule(note);
    await wakeUps.schedule(note);
    await wakeUps.schedule({ ...note, dueAt: note.dueAt + 1 });
    const [first, again, moved] = tasks.taken;
    expect(first).to.deep.include({ queue: "wakeUp", payload: { id: note.id }, at: note.dueAt });
    expect(again).to.deep.equal(first);
    expect(moved).to.deep.include({ payload: { id: note.id }, at: note.dueAt + 1 });
    expect(moved?.id).to.not.equal(first?.id);
  });

  it("is done once it is due, and is gone then", async () => {
    const { wakeUps, clock, done, stored } = aWorld();
    const note = aNote(clock, { payload: { text: "now", more: 1 } });
    await wakeUps.schedule(note);
    await wakeUps.run(note.id);
    clock.pass(hours(1) - minutes(1));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal([]);
    clock.pass(minutes(1));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal(["now"]);
    expect(await stored(note.id)).to.equal(undefined);
    await wakeUps.run(note.id);
    expect(done, "an alarm that rings twice").to.deep.equal(["now"]);
  });

  it("waits for its time if the alarm rings a moment too early, as clocks differ", async () => {
    const { wakeUps, clock, done } = aWorld();
    const note = aNote(clock);
    await wakeUps.schedule(note);
    clock.pass(hours(1) - 3);
    await wakeUps.run(note.id);
    expect(done).to.deep.equal(["hello"]);
    expect(clock.now()).to.equal(note.dueAt);
  });

  it("of an unknown id is none", async () => {
    const { wakeUps, done } = aWorld();
    await wakeUps.run(randomIds.next());
    expect(done).to.deep.equal([]);
  });

  it("is committed with what it is for, or not at all", async () => {
    const { wakeUps, clock, firestore, stored, tasks } = aWorld();
    const [kept, lost] = [aNote(clock), aNote(clock)];
    const batch = firestore.batch();
    wakeUps.add(batch, kept);
    batch.create(firestore.doc("things/one"), {});
    await batch.commit();
    expect(await stored(kept.id)).to.deep.include({ kind: "note", payload: { text: "hello" }, attempts: 0 });
    const failing = firestore.batch();
    wakeUps.add(failing, lost);
    failing.create(firestore.doc("things/one"), {});
    await failing.commit().catch(() => undefined);
    expect(await stored(lost.id)).to.equal(undefined);
    expect(tasks.taken).to.deep.equal([]);
  });

  it("can be taken back, and taking back what is not there is no failure", async () => {
    const { wakeUps, clock, firestore, done } = aWorld();
    const note = aNote(clock);
    await wakeUps.schedule(note);
    for (const id of [note.id, note.id, randomIds.next()]) {
      const batch = firestore.batch();
      wakeUps.remove(batch, id);
      await batch.commit();
    }
    clock.pass(hours(2));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal([]);
  });

  it("that was moved is done at its new time only", async () => {
    const { wakeUps, clock, done } = aWorld();
    const note = aNote(clock);
    await wakeUps.schedule(note);
    await wakeUps.schedule({ ...note, dueAt: note.dueAt + hours(1), payload: { text: "moved" } });
    clock.pass(hours(1));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal([]);
    clock.pass(hours(1));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal(["moved"]);
  });

  it("is done once by those who come at the same time", async () => {
    const world = aWorld();
    const { wakeUps, clock, done } = world;
    const handler = onWakeUp("note", Note, ({ text }) => Promise.resolve(void done.push(text)));
    const other = world.another({ handlers: [handler] });
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    await Promise.all([1, 2, 3, 4].flatMap(() => [wakeUps.run(note.id), other.run(note.id)]));
    expect(done).to.deep.equal(["hello"]);
  });

  it("is left to who is at it, and taken over if that one has died", async () => {
    const started: string[] = [];
    const forever = new Promise<void>(() => undefined);
    const { wakeUps, clock, done, tasks, another } = aWorld((text) => {
      started.push(text);
      return started.length === 1 ? forever : undefined;
    });
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    const handler = onWakeUp("note", Note, ({ text }) => Promise.resolve(void done.push(`other: ${text}`)));
    const other = another({ handlers: [handler] });
    void wakeUps.run(note.id);
    await eventually(
      () => started.length,
      (count) => count > 0,
    );
    await other.run(note.id);
    expect(done).to.deep.equal([]);
    const alarm = tasks.taken.at(-1);
    expect(alarm, "rings again when the other must have died").to.deep.include({
      payload: { id: note.id },
      at: clock.now() + seconds(30),
    });
    clock.pass(seconds(30));
    await other.run(note.id);
    expect(done).to.deep.equal(["other: hello"]);
  });

  it("that is scheduled anew while it is done stays for its new time", async () => {
    const { wakeUps, clock, done, stored } = aWorld(async () => {
      await wakeUps.schedule({ ...note, dueAt: note.dueAt + hours(1), payload: { text: "again" } });
    });
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    await wakeUps.run(note.id);
    expect(done).to.deep.equal(["hello"]);
    expect(await stored(note.id)).to.deep.include({ payload: { text: "again" }, attempts: 0 });
    clock.pass(hours(1));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal(["hello", "again"]);
  });

  it("that is taken back while it is done does not come back", async () => {
    const world = aWorld(async () => {
      const batch = world.firestore.batch();
      world.wakeUps.remove(batch, note.id);
      await batch.commit();
      throw new Error("late");
    });
    const { wakeUps, clock, stored } = world;
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    await wakeUps.run(note.id).catch(() => undefined);
    expect(await stored(note.id)).to.equal(undefined);
  });

  it("is scheduled though the alarm cannot be set, or lies beyond what Cloud Tasks takes", async () => {
    const { clock, another, log, tasks, stored } = aWorld();
    const down = another({ tasks: { enqueue: () => Promise.reject(new Error("down")) } });
    const [lost, far] = [aNote(clock), aNote(clock, { dueAt: clock.now() + days(60) })];
    await down.schedule(lost);
    expect(await stored(lost.id)).to.have.property("kind", "note");
    expect(log.named("wakeUp.not_announced")).to.deep.equal([
      { id: lost.id, dueAt: lost.dueAt, reason: "Error: down" },
    ]);
    await another().schedule(far);
    expect(await stored(far.id)).to.have.property("kind", "note");
    expect(tasks.taken).to.deep.equal([]);
  });

  it("has one handler a kind", () => {
    const { another } = aWorld();
    const handler = onWakeUp("note", Note, () => Promise.resolve());
    expect(() => another({ handlers: [handler, handler] })).to.throw("two handlers");
  });
});
