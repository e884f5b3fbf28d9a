import { expect } from "chai";
import { eventually } from "../../../../functions/test/support/eventually.js";
import { type ServerProcess, startServer } from "../../../../functions/test/support/serverProcess.js";
import { sharedServer } from "../../../../functions/test/support/servers.js";
import { aToken, aUser } from "../../../../functions/test/support/users.js";
import { signal } from "../../../../functions/test/wire/signals.js";
import { aWorld, expectAll, hearsMore, reaches, streams, talk, type World } from "./world.js";

describe("a page of a browser, in trouble", function () {
  this.timeout(90_000);
  let server: ServerProcess;
  let world: World;

  before(async () => {
    server = await sharedServer("first");
    world = await aWorld(server);
  });

  after(() => world?.close());

  it("misses and doubles nothing when the server of its stream is killed", async () => {
    const mortal = await startServer();
    const other = await aWorld(mortal);
    const user = await aUser();
    const [first, second] = [await other.follow(user), await other.follow(user)];
    const tabs = [first, second];
    const talking = talk(server, user, 500); // the channel keeps 50
    await hearsMore(tabs, 2);
    await mortal.stop("SIGKILL");
    await reaches(first, "reconnecting");
    const again = await startServer({}, Number(new URL(mortal.baseUrl).port));
    await first.call("connect");
    await hearsMore(tabs, 5);
    await expectAll(tabs, await talking.stop());
    await other.close();
    await again.stop();
  });

  it("has all that happened while the device slept, once", async () => {
    const user = await aUser();
    const tab = await world.follow(user);
    await signal(server, user, "before");
    await hearsMore([tab], 0);
    await tab.freeze();
    world.pages.setReachable(false); // what is open goes while it sleeps
    await signal(server, user, "asleep", "asleep too");
    world.pages.setReachable(true);
    await tab.thaw();
    await tab.call("connect");
    const [last = 0] = await signal(server, user, "awake");
    await expectAll([tab], last);
    expect(await tab.call("told")).to.deep.include({ resets: [] });
    await tab.close();
  });

  it("lets go of its stream when it was hidden for its time, and has all that it missed when it is looked at", async () => {
    const user = await aUser();
    const tab = await world.follow(user, { hiddenAfterMs: 500 });
    await signal(server, user, "seen");
    await tab.setVisible(false);
    await reaches(tab, "suspended(hidden)");
    await eventually(
      () => streams(world),
      (count) => count === 0,
    );
    await signal(server, user, "hidden", "hidden too");
    await tab.setVisible(true);
    await reaches(tab, "open");
    const [last = 0] = await signal(server, user, "seen again");
    await expectAll([tab], last);
    expect(await tab.call("told")).to.deep.include({ errors: [], resets: [] });
    await tab.close();
  });

  it("renews tokens that end soon ahead of time: it stays open, and sees no 401", async () => {
    const user = await aUser();
    const other = await aWorld(server);
    const token = (): string => aToken(user.uid, { exp: Math.floor(Date.now() / 1000) + 13 });
    await other.profile.context.exposeFunction("newToken", token);
    const tab = await other.follow(user);
    const talking = talk(server, user, 200);
    await eventually(
      () => tab.call("connects"),
      (connects) => Number(connects) >= 3,
    );
    await expectAll([tab], await talking.stop());
    const { states, errors, resets } = await tab.call("told").then(told);
    expect({ errors, resets }).to.deep.equal({ errors: [], resets: [] });
    expect(states.filter((state) => state === "reconnecting")).to.deep.equal([]);
    await other.close();
  });
});

const told = (value: unknown): { states: string[]; errors: unknown; resets: unknown } => {
  const { states = [], errors, resets } = Object(value) as Record<string, unknown>;
  return { states: Array.isArray(states) ? states.map(String) : [], errors, resets };
};
