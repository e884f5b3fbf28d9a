import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { connected, range, seqsOf, signal } from "./signals.js";

/** As much as the user's channel keeps, in the largest events there are: three megabytes a replay. */
const kept = 50;
const sixtyKilobytes = "x".repeat(60_000);
const slowReaders = 150;

describe("replays to readers that do not read", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;
  let slow: SseClient[] = [];

  before(async () => {
    server = await startServer({ REALTIME_STREAMS_PER_USER: 1000 });
    user = await aUser();
    for (let sent = 0; sent < kept; sent += 2) await signal(server, user, sixtyKilobytes, sixtyKilobytes);
  });

  after(async () => {
    for (const stream of slow) stream.close();
    await server.stop();
  });

  it("M6: cost a page of memory each, not the whole replay", async () => {
    const warm = await connected(server, user, { query: `history=${kept}` });
    await warm.until(() => seqsOf(warm.frames).length === kept);
    warm.close();
    const before = kilobytesOf(server);
    slow = await Promise.all(
      range(1, slowReaders).map(async () => {
        const stream = await connected(server, user, { query: `history=${kept}` });
        stream.pause();
        return stream;
      }),
    );
    // Answered once the server has written all that it is going to write.
    await signal(server, user, "last");
    expect((kilobytesOf(server) - before) / slowReaders, "kB each").to.be.lessThan(1000);
  });

  it("M6: are whole for those that read on, with what came meanwhile", async () => {
    const [late] = slow;
    if (!late) throw new Error("nobody was slow");
    late.resume();
    await late.until(() => seqsOf(late.frames).at(-1) === kept + 1);
    expect(seqsOf(late.frames)).to.deep.equal(range(1, kept + 1));
    expect(late.named("reset", "reconnect")).to.deep.equal([]);
  });
});

function kilobytesOf({ pid }: ServerProcess): number {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes);
}
