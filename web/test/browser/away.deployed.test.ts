import { expect } from "chai";
import type { Page } from "playwright-core";
import { z } from "zod";
import { callerOf } from "../../../functions/test/support/caller.js";
import { type ServerProcess, startServer } from "../../../functions/test/support/serverProcess.js";
import { signIn } from "../../../functions/test/support/users.js";
import { at, hostingPort, streamsPort } from "../../../scripts/project.mjs";
import { address, aVisitor, join, makeSpace, saidTo, say, type Visitor } from "./visitor.js";

/** More than a channel keeps: who was away so long fetches the list again. */
const saidMeanwhile = 210;

const isLive = (page: Page) => page.locator('.connection[data-state="open"]').waitFor();

/** What stands at the end of a chat, in its order. */
async function endOf({ page }: Visitor, count: number): Promise<string[]> {
  const texts: unknown = await page.evaluate(
    `[...document.querySelectorAll(".messages-row")]
      .sort((a, b) => a.dataset.index - b.dataset.index)
      .flatMap((row) => row.querySelector(".message-text")?.textContent ?? [])
      .slice(-${count})`,
  );
  return z.array(z.string()).parse(texts);
}

describe("Who was away comes back to all that was said", function () {
  this.timeout(300_000);
  let streams: ServerProcess;
  let alice: Visitor;
  let bob: Visitor;
  let space: string;

  before(async () => {
    streams = await startServer({}, streamsPort);
    alice = await aVisitor("Alice");
    bob = await aVisitor("Bob", { prepare: ({ context }) => context.clock.install() });
    space = await makeSpace(alice, "Lighthouse");
    await join(bob, space);
    await isLive(bob.page);
  });

  after(async () => {
    await Promise.all([alice?.close(), bob?.close()]);
    await streams?.stop("SIGTERM");
  });

  afterEach(() => expect([...alice.problems, ...bob.problems]).to.deep.equal([]));

  it("after ten minutes without a network: what was written there is sent once, in order, and nothing is missed", async () => {
    const api = callerOf(at(hostingPort), await signIn(alice.email));
    await bob.profile.setOffline(true);
    await bob.page.getByRole("button", { name: /^Offline/ }).waitFor();
    // A browser that is told so lets what is open go on, and a page try: neither leads anywhere.
    await bob.page.context().route("**/api/**", (route) => route.abort());
    await streams.stop("SIGKILL");
    streams = await startServer({}, streamsPort);
    const own = ["The lamp is out", "I light it again", "It burns"];
    for (const text of own) await say(bob, text);
    for (let count = 1; count <= saidMeanwhile; count++)
      expect((await api.post(`/api${space}/chat`, { text: `Ship ${count}` })).status).to.equal(201);
    await bob.page.clock.fastForward(600_000);
    expect(await bob.page.locator(".message-text", { hasText: /^Ship/ }).count()).to.equal(0);

    await bob.page.context().unroute("**/api/**");
    await bob.profile.setOffline(false);
    await saidTo(alice, "It burns").waitFor();
    await bob.page.locator(".message:not(.pending)", { hasText: "It burns" }).waitFor();
    await saidTo(bob, `Ship ${saidMeanwhile}`).waitFor();
    const expected = [`Ship ${saidMeanwhile - 1}`, `Ship ${saidMeanwhile}`, ...own];
    expect(await endOf(alice, 5)).to.deep.equal(expected);
    expect(await endOf(bob, 5)).to.deep.equal(expected);
    await isLive(bob.page);
  });

  it("after its server was gone: it says so, keeps what is written, and a click tries again", async () => {
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

  it("sees at once what a role lets one do, and no more when it is lost", async () => {
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
