import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { play } from "./model.js";
import { readHistory, recorder } from "./recorder.js";

describe("fault-test recorder", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "firecast-history-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("keeps every record in order with its time, in memory and in the file", async () => {
    const file = join(folder, "history.jsonl");
    let time = 0;
    const { record, history, close } = recorder(file, () => ++time);
    record({
      type: "connected",
      watcher: "w",
      connection: "c",
      channel: "a",
      start: "live",
      from: 0,
      head: 0,
    });
    record({ type: "accepted", channel: "a", attemptId: "p", messageId: "m", seq: 1 });
    await close();
    expect(history).to.deep.equal([
      {
        type: "connected",
        watcher: "w",
        connection: "c",
        channel: "a",
        start: "live",
        from: 0,
        head: 0,
        at: 1,
      },
      { type: "accepted", channel: "a", attemptId: "p", messageId: "m", seq: 1, at: 2 },
    ]);
    expect(await readHistory(file)).to.deep.equal(history);
  });

  it("reads back all kinds of records as they were", async () => {
    const file = join(folder, "all.jsonl");
    const { record, close } = recorder(file, () => 0);
    const steps = ["accepted", "unanswered-not-done", "refused"] as const;
    const history = play(
      [
        { type: "connect", watcher: "w1" },
        ...steps.map((outcome) => ({ type: "post", channel: "a", outcome }) as const),
        { type: "deliver", watcher: "w1", count: 1 },
        { type: "kill", watcher: "w1" },
        { type: "revoke", watcher: "w2", channel: "b" },
      ],
      1000,
    );
    for (const seen of history) record(seen);
    await close();
    expect(await readHistory(file)).to.deep.equal(history.map((seen) => ({ ...seen, at: 0 })));
  });
});
