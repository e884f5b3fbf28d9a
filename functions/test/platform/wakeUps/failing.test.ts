import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { hours, minutes, seconds, toTimestamp } from "../../../src/platform/clock.js";
import { aNote, aWorld } from "./world.js";

describe("a failing wake-up", () => {
  const failing = () => {
    throw new Error("no luck");
  };
  const errorOf = async (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it("throws what its handler threw, is put off, and rings again then", async () => {
    const { wakeUps, clock, stored, tasks, log } = aWorld(failing);
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    expect(await errorOf(wakeUps.run(note.id)))
      .to.be.instanceOf(Error)
      .with.property("message", "no luck");
    const dueAt = clock.now() + seconds(1); // half of 2 s
    expect(await stored(note.id)).to.deep.equal({
      kind: "note",
      payload: { text: "hello" },
      dueAt: Timestamp.fromMillis(dueAt),
      attempts: 1,
    });
    expect(tasks.taken.at(-1)).to.deep.include({ payload: { id: note.id }, at: dueAt });
    expect(log.named("wakeUp.failed")).to.have.length(1);
  });

  it("waits longer each time, at most ten minutes, and is put aside after the tenth", async () => {
    const { wakeUps, clock, stored, letters } = aWorld(failing, () => 0.999_999);
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    const waits: number[] = [];
    for (let attempt = 1; attempt < 10; attempt++) {
      expect(await errorOf(wakeUps.run(note.id))).to.be.instanceOf(Error);
      const dueAt = (await stored(note.id))?.["dueAt"];
      const wait = dueAt instanceof Timestamp ? dueAt.toMillis() - clock.now() : NaN;
      waits.push(Math.round(wait / 1000));
      clock.pass(wait);
    }
    expect(waits).to.deep.equal([2, 4, 8, 16, 32, 64, 128, 256, 512]);
    expect(await letters()).to.deep.equal([]);
    expect(await errorOf(wakeUps.run(note.id)), "no later try").to.equal(undefined);
    expect(await stored(note.id)).to.equal(undefined);
    expect(await letters()).to.deep.equal([
      {
        queue: "wakeUps",
        payload: '{"kind":"note","payload":{"text":"hello"}}',
        reason: "Error: no luck",
        attempts: 10,
        at: toTimestamp(clock.now()),
      },
    ]);
  });

  it("that succeeds at last is done and gone", async () => {
    let failures = 3;
    const { wakeUps, clock, stored, done, letters } = aWorld(() => {
      if (failures-- > 0) throw new Error("not yet");
    });
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    for (let attempt = 0; attempt < 4; attempt++) {
      await wakeUps.run(note.id).catch(() => undefined);
      clock.pass(minutes(10));
    }
    expect(done).to.deep.equal(["hello"]);
    expect(await stored(note.id)).to.equal(undefined);
    expect(await letters()).to.deep.equal([]);
  });

  it("that is scheduled anew meanwhile stays as scheduled, as if it had never failed", async () => {
    const { wakeUps, clock, stored } = aWorld(async () => {
      await wakeUps.schedule({ ...note, dueAt: note.dueAt + hours(1) });
      throw new Error("no luck");
    });
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    await errorOf(wakeUps.run(note.id));
    expect(await stored(note.id)).to.deep.include({
      attempts: 0,
      dueAt: Timestamp.fromMillis(note.dueAt + hours(1)),
    });
  });

  it("of a kind that nobody here handles is kept for who does", async () => {
    const { wakeUps, clock, stored, another } = aWorld();
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    expect(await errorOf(another().run(note.id))).to.be.instanceOf(Error);
    expect(await stored(note.id)).to.deep.include({ attempts: 1 });
    clock.pass(minutes(1));
    await wakeUps.run(note.id);
    expect(await stored(note.id)).to.equal(undefined);
  });

  it("whose every attempt ends its process is put aside, and not tried again", async () => {
    const { wakeUps, clock, firestore, done, letters } = aWorld();
    const note = aNote(clock, { dueAt: clock.now() });
    await wakeUps.schedule(note);
    const leaseUntil = Timestamp.fromMillis(clock.now() + seconds(30));
    await firestore.doc(`wakeUps/${note.id}`).update({ attempts: 10, leaseUntil }); // and then it was killed
    clock.pass(seconds(30));
    await wakeUps.run(note.id);
    expect(done).to.deep.equal([]);
    expect(await letters()).to.have.nested.property("[0].attempts", 10);
  });

  it("whose payload cannot be read is put aside at once", async () => {
    const { wakeUps, clock, stored, letters, done } = aWorld();
    const note = aNote(clock, { dueAt: clock.now(), payload: { text: 7 } });
    await wakeUps.schedule(note);
    await wakeUps.run(note.id);
    expect(await stored(note.id)).to.equal(undefined);
    expect(done).to.deep.equal([]);
    expect(await letters()).to.deep.equal([
      {
        queue: "wakeUps",
        payload: '{"kind":"note","payload":{"text":7}}',
        reason: "Unreadable: the payload of a note wake-up is not readable",
        attempts: 1,
        at: toTimestamp(clock.now()),
      },
    ]);
  });

  it("that is no wake-up at all is put aside at once", async () => {
    const { wakeUps, clock, firestore, stored, letters } = aWorld();
    await firestore.doc("wakeUps/odd").set({ dueAt: Timestamp.fromMillis(clock.now()), kind: 7 });
    await wakeUps.run("odd");
    expect(await stored("odd")).to.equal(undefined);
    expect(await letters()).to.have.length(1);
  });
});
