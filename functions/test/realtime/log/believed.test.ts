import { expect } from "chai";
import { emptyPosition, type Position } from "../../../src/realtime/log/event.js";
import { logReader } from "../../../src/realtime/log/reader.js";
import { database } from "../../support/database.js";
import { aChannel, anAppend, aSmallChannel, range, stored, storedSeqs, testLog } from "../support/testLog.js";

/** A log that counts how often it asks for the head. */
function countingLog() {
  const asked = { heads: 0 };
  const reader = logReader(database());
  const counting = {
    ...reader,
    head: (channel: string) => {
      asked.heads++;
      return reader.head(channel);
    },
  };
  return { asked, log: testLog({ reader: counting }) };
}

const headOf = async (channel: ReturnType<typeof aChannel>): Promise<Position> => {
  const last = (await stored(channel)).at(-1);
  return last ? { epoch: last.epoch, seq: last.seq } : emptyPosition;
};

describe("a writer that is told where the log ends", () => {
  it("reads nothing where it is so, in an empty log and in one with events", async () => {
    const channel = aChannel();
    const first = countingLog();
    await first.log.append(anAppend(channel, "a", { after: emptyPosition }));
    const second = countingLog();
    await second.log.append(anAppend(channel, "b", { after: await headOf(channel) }));
    expect([first.asked.heads, second.asked.heads]).to.deep.equal([0, 0]);
    const events = await stored(channel);
    expect(events.map(({ seq }) => seq)).to.deep.equal([1, 2]);
    expect(new Set(events.map(({ epoch }) => epoch)).size).to.equal(1);
  });

  for (const [what, believed] of [
    ["empty", () => emptyPosition],
    ["shorter", ({ epoch }: Position) => ({ epoch, seq: 2 })],
    ["longer", ({ epoch }: Position) => ({ epoch, seq: 9 })],
    ["another log, shorter", () => ({ epoch: "another", seq: 2 })],
    ["another log, longer", () => ({ epoch: "another", seq: 9 })],
  ] as const) {
    it(`goes on after the end, though it was told that the log is ${what}`, async () => {
      const channel = aChannel();
      await testLog().append({ channel, events: range(1, 5).map((n) => ({ type: "test:event", data: n })) });
      const after = believed(await headOf(channel));
      await countingLog().log.append(anAppend(channel, "next", { after }));
      const events = await stored(channel);
      expect(events.map(({ seq }) => seq)).to.deep.equal(range(1, 6));
      expect(new Set(events.map(({ epoch }) => epoch)).size).to.equal(1);
    });
  }

  it("finds the end of a ring buffer that has long left what it was told", async () => {
    const channel = aSmallChannel();
    const log = testLog();
    await log.append(anAppend(channel, "first"));
    const after = await headOf(channel);
    await log.append({ channel, events: range(2, 120).map((n) => ({ type: "test:event", data: n })) });
    await testLog().append(anAppend(channel, "next", { after }));
    expect(await storedSeqs(channel)).to.deep.equal(range(72, 121));
  });

  it("begins anew in a log that was deleted", async () => {
    const channel = aChannel();
    await testLog().append(anAppend(channel, "gone"));
    const after = await headOf(channel);
    await database().recursiveDelete(
      database().collection(`channels/${channel.name.replaceAll("/", ".")}/events`),
    );
    await testLog().append(anAppend(channel, "new", { after }));
    expect(await storedSeqs(channel)).to.deep.equal([1]);
    expect((await headOf(channel)).epoch).not.to.equal(after.epoch);
  });

  it("of many at once, each with a belief of its own, makes one dense log", async () => {
    const channel = aChannel();
    const beliefs = [emptyPosition, undefined, { epoch: "another", seq: 3 }, emptyPosition];
    await Promise.all(
      range(0, 19).map((n) =>
        testLog({ random: Math.random }).append(anAppend(channel, String(n), { after: beliefs[n % 4] })),
      ),
    );
    expect(await storedSeqs(channel)).to.deep.equal(range(1, 20));
  });
});
