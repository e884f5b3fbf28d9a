import { expect } from "chai";
import type { Tab } from "../../../../functions/test/support/browser/tab.js";
import { callerOf } from "../../../../functions/test/support/caller.js";
import { eventually } from "../../../../functions/test/support/eventually.js";
import type { ServerProcess } from "../../../../functions/test/support/serverProcess.js";
import { sharedServer } from "../../../../functions/test/support/servers.js";
import { aUser, type TestUser } from "../../../../functions/test/support/users.js";
import { aSpace, join } from "../../../../functions/test/wire/chat.js";
import { aWorld, type World } from "./world.js";

describe("what is written on a page of a browser", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let world: World;
  let mia: TestUser;
  let ben: TestUser;
  let spaceId: string;
  let tab: Tab;

  before(async () => {
    [server, mia, ben] = await Promise.all([sharedServer("first"), aUser(), aUser()]);
    spaceId = await aSpace(server, mia);
    await join(server, spaceId, ben);
    world = await aWorld(server, "chatPage.ts");
    tab = await world.profile.tab(world.pages.origin);
  });

  after(() => world?.close());

  const until = (name: string, value: unknown): Promise<unknown> =>
    eventually(
      () => tab.call(name),
      (found) => JSON.stringify(found) === JSON.stringify(value),
    );
  const textsAtServer = async (): Promise<unknown[]> => {
    const { body } = await callerOf(server.baseUrl, mia).get(`/spaces/${spaceId}/chat`);
    const { items } = Object(body) as { items: { text: string; authorId: string }[] };
    return items.map(({ text }) => text).toReversed();
  };
  const setOnline = async (isOnline: boolean): Promise<void> => {
    world.pages.setReachable(isOnline);
    await tab.sayOffline(!isOnline);
  };

  it("offline outlives a reload, and is sent once and in order when the network is back", async () => {
    await tab.call("open", spaceId, mia.idToken);
    await until("isLoaded", true);
    await setOnline(false);
    for (const text of ["one", "two", "three"]) await tab.call("post", text);
    await until("texts", ["one …", "two …", "three …"]);
    await until("waiting", 3);
    await tab.reload();
    await tab.call("open", spaceId, mia.idToken);
    await until("texts", ["one …", "two …", "three …"]);
    await setOnline(true);
    await until("texts", ["one", "two", "three"]);
    await until("waiting", 0);
    expect(await textsAtServer()).to.deep.equal(["one", "two", "three"]);
  });

  it("and refused is taken back, and the page says why", async () => {
    await tab.call("post", "x".repeat(4001));
    await until("failed", 1);
    await until("texts", ["one", "two", "three"]);
    const [why] = Object(await tab.call("refusals")) as string[];
    expect(why).to.match(/^RequestProblem: /);
  });

  it("is sent while the tab that sent until then is frozen", async () => {
    const other = await world.profile.tab(world.pages.origin);
    await other.call("open", spaceId, mia.idToken);
    await eventually(
      () => other.call("isLoaded"),
      (isLoaded) => isLoaded === true,
    );
    await tab.freeze();
    await other.call("post", "four");
    await eventually(
      () => other.call("texts"),
      (texts) => JSON.stringify(texts) === '["one","two","three","four"]',
    );
    await tab.thaw();
    await until("texts", ["one", "two", "three", "four"]);
    await other.close();
    expect(await textsAtServer()).to.deep.equal(["one", "two", "three", "four"]);
  });

  it("is not sent by the next user, who sees nothing of the one before; it waits until its own user is back", async () => {
    await setOnline(false);
    await tab.call("post", "Mia's own");
    await until("waiting", 1);
    await tab.call("signOut");
    await until("waiting", 0);
    expect({ stored: await tab.call("stored"), recent: await tab.call("recent") }).to.deep.equal({
      ...{ stored: [], recent: 0 },
    });
    await tab.call("open", spaceId, ben.idToken);
    await setOnline(true);
    await until("uid", ben.uid);
    await until("isLoaded", true);
    await tab.call("post", "Ben's");
    await until("texts", ["one", "two", "three", "four", "Ben's"]);
    expect(await textsAtServer()).to.deep.equal(["one", "two", "three", "four", "Ben's"]);
    await tab.call("signOut");
    await tab.call("open", spaceId, mia.idToken);
    await until("texts", ["one", "two", "three", "four", "Ben's", "Mia's own"]);
  });
});
