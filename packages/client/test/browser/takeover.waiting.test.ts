import { expect } from "chai";
import type { Tab } from "../../../../functions/test/support/browser/tab.js";
import { sharedServer } from "../../../../functions/test/support/servers.js";
import type { ServerProcess } from "../../../../functions/test/support/serverProcess.js";
import { aUser } from "../../../../functions/test/support/users.js";
import { aWorld, expectSince, hearsMore, talk, type World } from "./world.js";

/** `TAKEOVERS=50 npm run test:browser -- …/takeover.waiting.test.ts` does it at length. */
const takeovers = Number(process.env["TAKEOVERS"] ?? 3);

/** The longest time in which a page heard nothing, since then. */
async function longestSilence(tab: Tab, since: number): Promise<number> {
  const heardAt = (await tab.call("heardAt")) as number[];
  const times = [since, ...heardAt.filter((at) => at > since)];
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;

describe(`a page that has the stream is gone, ${takeovers} times`, function () {
  this.timeout(60_000 + takeovers * 60_000);
  let server: ServerProcess;
  let world: World;

  before(async () => {
    server = await sharedServer("first");
    world = await aWorld(server);
  });

  after(() => world?.close());

  /** One after the other leads, and goes: how long the one that stays heard nothing then, ms. */
  async function silences(go: (leader: Tab) => Promise<void>, everyMs?: number): Promise<number[]> {
    const user = await aUser();
    const talking = talk(server, user, everyMs);
    const found: number[] = [];
    let leader = await world.follow(user);
    for (let count = 0; count < takeovers; count++) {
      const next = await world.follow(user);
      await hearsMore([leader, next], 3);
      const goneAt = Date.now();
      await go(leader);
      await hearsMore([next], 5);
      found.push(await longestSilence(next, goneAt));
      await expectSince(next);
      leader = next;
    }
    await expectSince(leader, await talking.stop());
    await leader.close();
    return found;
  }

  it("closed: the next one hears on within half a second, nothing missing, nothing doubled", async () => {
    const found = await silences((leader) => leader.close());
    expect(median(found), String(found)).to.be.at.most(500);
  });

  it("crashed: the same", async () => {
    const found = await silences((leader) => leader.crash());
    expect(median(found), String(found)).to.be.at.most(500);
  });

  it("frozen: within 8 seconds", async () => {
    const found = await silences((leader) => leader.freeze(), 300); // the channel keeps 50
    expect(Math.max(...found), String(found)).to.be.at.most(8000);
  });
});
