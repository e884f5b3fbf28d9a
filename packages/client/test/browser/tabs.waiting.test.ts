import { expect } from "chai";
import type { Tab } from "../../../../functions/test/support/browser/tab.js";
import { eventually } from "../../../../functions/test/support/eventually.js";
import { sharedServer } from "../../../../functions/test/support/servers.js";
import type { ServerProcess } from "../../../../functions/test/support/serverProcess.js";
import { aUser } from "../../../../functions/test/support/users.js";
import { range } from "../../../../functions/test/wire/signals.js";
import { aWorld, expectAll, hearsMore, streams, talk, type World } from "./world.js";

describe("tabs of one browser", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let world: World;

  before(async () => {
    server = await sharedServer("first");
    world = await aWorld(server);
  });

  after(() => world?.close());

  it("share one stream, ten of them, and miss and double nothing when the one that has it closes or crashes", async () => {
    const user = await aUser();
    const tabs: Tab[] = [];
    for (const _ of range(1, 10)) tabs.push(await world.follow(user));
    expect(streams(world)).to.equal(1);
    const talking = talk(server, user);
    const [closed, crashed, ...others] = tabs;
    await hearsMore(others, 3);
    await closed?.close();
    await hearsMore(others, 10);
    await crashed?.crash();
    await hearsMore(others, 10);
    await expectAll(others, await talking.stop());
    await eventually(
      () => streams(world),
      (count) => count === 1,
    );
    for (const tab of others) await tab.close();
  });

  it("go on without a frozen one that had the stream, which has all that it missed when it thaws", async () => {
    const user = await aUser();
    const leader = await world.follow(user);
    const follower = await world.follow(user);
    const talking = talk(server, user, 300); // the channel keeps 50
    await hearsMore([leader], 2);
    await leader.freeze();
    await eventually(
      () => follower.call("connects"),
      (connects) => connects === 1,
    );
    await expectAll([follower], await talking.stop());
    const more = talk(server, user);
    await hearsMore([follower], 2);
    await leader.thaw();
    await hearsMore([leader, follower], 5);
    await expectAll([leader, follower], await more.stop());
    expect(await leader.call("told")).to.deep.include({ errors: [], resets: [] });
    for (const tab of [leader, follower]) await tab.close();
  });
});
