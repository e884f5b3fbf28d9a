import { expect } from "chai";
import { minutes } from "../../../src/platform/clock.js";
import { deadLetters } from "../../../src/platform/tasks/deadLetters.js";
import { type Outcome, replay } from "../../../src/platform/tasks/replay.js";
import type { Tasks } from "../../../src/platform/tasks/tasks.js";
import { aNote, aWorld } from "../wakeUps/world.js";

describe("dead letters", () => {
  const aLetter = (values: object = {}) => ({
    queue: "fanOut",
    payload: { chunk: [["a"], null] },
    reason: "Error: no luck",
    attempts: 8,
    ...values,
  });
  function anOffice(given: { tasks?: Tasks } = {}) {
    const world = aWorld();
    const letters = deadLetters(world.firestore, world.clock);
    const wakeUps = new Map([["wakeUps", world.wakeUps]]);
    const messages: unknown[] = [];
    const topics = new Map([
      ["a-topic", (payload: unknown): Promise<void> => Promise.resolve(void messages.push(payload))],
    ]);
    const replayed = async (...ids: string[]): Promise<Outcome[]> => {
      const outcomes: Outcome[] = [];
      const deps = { ...world, ...given, wakeUps, topics, deadLetters: letters };
      for await (const outcome of replay(deps, ids)) outcomes.push(outcome);
      return outcomes;
    };
    const idsThere = async () =>
      (await world.firestore.collection("deadLetters").listDocuments()).map(({ id }) => id);
    return {
      ...world,
      messages,
      put: letters.put,
      discard: letters.discard,
      replayed,
      idsThere,
    };
  }

  it("keep what failed, when, why and after how many attempts; the same work once", async () => {
    const { put, letters, clock } = anOffice();
    await put(aLetter());
    clock.pass(minutes(1));
    await put(aLetter({ reason: "14: down" }));
    expect(await letters()).to.deep.equal([
      {
        queue: "fanOut",
        payload: '{"chunk":[["a"],null]}',
        reason: "14: down",
        attempts: 8,
        at: "2026-03-01T12:01:00.000Z",
      },
    ]);
    await put(aLetter({ queue: "other" }));
    await put(aLetter({ payload: undefined }));
    expect(await letters()).to.have.length(3);
  });

  it("are sent again and gone", async () => {
    const { put, replayed, idsThere, tasks } = anOffice();
    await put(aLetter());
    const [id = ""] = await idsThere();
    expect(await replayed()).to.deep.equal([{ type: "sent", id, queue: "fanOut" }]);
    expect(await idsThere()).to.deep.equal([]);
    const [{ id: taskId, ...task } = { id: "" }] = tasks.taken;
    expect(task).to.deep.equal({ queue: "fanOut", payload: { chunk: [["a"], null] } });
    await put(aLetter());
    await replayed();
    expect(tasks.taken[1]?.id, "which Cloud Tasks does not take for the first").to.not.equal(taskId);
  });

  it("of a topic are published there again", async () => {
    const { put, replayed, idsThere, messages, tasks } = anOffice();
    await put(aLetter({ queue: "a-topic" }));
    expect(await replayed()).to.have.nested.property("[0].type", "sent");
    expect([messages, tasks.taken, await idsThere()]).to.deep.equal([[aLetter().payload], [], []]);
  });

  it("are sent again by id, if ids are given", async () => {
    const { put, replayed, idsThere, tasks } = anOffice();
    for (const n of [1, 2, 3]) await put(aLetter({ payload: { n } }));
    const [first = "", second = "", third = ""] = await idsThere();
    expect(await replayed(third, "unknown", first)).to.deep.equal([
      { type: "sent", id: third, queue: "fanOut" },
      { type: "missing", id: "unknown" },
      { type: "sent", id: first, queue: "fanOut" },
    ]);
    expect(await idsThere()).to.deep.equal([second]);
    expect(tasks.taken).to.have.length(2);
  });

  it("of all pages are sent again", async () => {
    const { put, replayed, idsThere } = anOffice();
    await Promise.all(Array.from({ length: 210 }, (_, n) => put(aLetter({ payload: { n } }))));
    expect(await replayed()).to.have.length(210);
    expect(await idsThere()).to.deep.equal([]);
  });

  it("that cannot be sent stay, and stop no others", async () => {
    const { firestore, put, replayed, idsThere } = anOffice({
      tasks: {
        enqueue: (queue) =>
          queue === "gone" ? Promise.reject(new Error("no such queue")) : Promise.resolve(),
      },
    });
    await put(aLetter());
    await put(aLetter({ queue: "gone" }));
    await put(aLetter({ payload: "no object" }));
    await firestore.doc("deadLetters/odd").set({ queue: 7 });
    const outcomes = await replayed();
    expect(outcomes.filter(({ type }) => type === "sent")).to.have.length(1);
    expect(outcomes.filter(({ type }) => type === "failed")).to.have.length(3);
    expect(await idsThere()).to.have.length(3);
  });

  it("that die again while they are sent stay", async () => {
    const office = anOffice({
      tasks: { enqueue: () => office.put(aLetter({ reason: "again" })) },
    });
    await office.put(aLetter());
    expect(await office.replayed()).to.have.nested.property("[0].type", "sent");
    expect(await office.letters()).to.have.nested.property("[0].reason", "again");
  });

  it("of wake-ups wake up again", async () => {
    const office = anOffice();
    const { wakeUps, clock, put, replayed, idsThere, done } = office;
    const note = aNote(clock, { payload: { text: "after all" } });
    await put(aLetter({ queue: "wakeUps", payload: { kind: note.kind, payload: note.payload } }));
    expect(await replayed()).to.have.nested.property("[0].type", "sent");
    expect(await idsThere()).to.deep.equal([]);
    expect(office.tasks.taken).to.have.nested.property("[0].queue", "wakeUp");
    await wakeUps.sweep();
    expect(done).to.deep.equal(["after all"]);
  });
});
