import { expect } from "chai";
import type { Page } from "playwright-core";
import { type ServerProcess, startServer } from "../../../functions/test/support/serverProcess.js";
import { streamsPort } from "../../../scripts/project.mjs";
import { address, aVisitor, join, makeSpace, saidTo, say, type Visitor } from "./visitor.js";

const isLive = (page: Page) => page.locator('.connection[data-state="open"]').waitFor();

describe("Who lost their server or their role sees it", function () {
  this.timeout(300_000);
  let streams: ServerProcess;
  let alice: Visitor;
  let bob: Visitor;
  let space: string;

  before(async () => {
    streams = await startServer({}, streamsPort);
    alice = await aVisitor("Alice");
    bob = await aVisitor("Bob");
    space = await makeSpace(alice, "Lighthouse");
    await join(bob, space);
    await isLive(bob.page);
  });

  after(async () => {
    await Promise.all([alice?.close(), bob?.close()]);
    await streams?.stop("SIGTERM");
  });

  afterEach(() => expect([...alice.problems, ...bob.problems]).to.deep.equal([]));

  it("a server that is gone: the app says so, keeps what is written, and a click tries again", async () => {
    const { page } = alice;
    await page.context().route(address("/api/**"), (route) => route.abort());
    await streams.stop("SIGTERM");
    await page.getByText("Connection lost.").waitFor();
    await say(alice, "Is there anybody?");
    await page.locator(".message.pending", { hasText: "Is there anybody?" }).waitFor();

    streams = await startServer({}, streamsPort);
    await page.context().unroute(address("/api/**"));
    await page.getByRole("button", { name: "Retry now" }).click();
    await isLive(page);
    await page.getByText("Connection lost.").waitFor({ state: "detached" });
    await saidTo(bob, "Is there anybody?").waitFor();
    await page.locator(".message:not(.pending)", { hasText: "Is there anybody?" }).waitFor();
    expect(await saidTo(bob, "Is there anybody?").count()).to.equal(1);
  });

  it("a role: the app offers at once what it lets one do, and no more when it is lost", async () => {
    await bob.open(`${space}/members`);
    const invite = bob.page.getByRole("button", { name: "Invite" });
    await bob.page.locator(".member", { hasText: "Alice" }).waitFor();
    expect(await invite.count()).to.equal(0);
    await alice.open(`${space}/members`);
    const role = alice.page.locator(".member", { hasText: "Bob" }).getByRole("combobox");
    await role.selectOption("admin");
    await invite.waitFor();
    await role.selectOption("member");
    await invite.waitFor({ state: "detached" });
  });
});
