import { expect } from "chai";
import type { Page } from "playwright-core";
import { callerOf } from "../../../functions/test/support/caller.js";
import { auth, signIn as tokenOf } from "../../../functions/test/support/users.js";
import { at, hostingPort } from "../../../scripts/project.mjs";
import { shared } from "./suite.js";
import { aVisitor, join, makeSpace, saidTo, say, signIn } from "./visitor.js";

const isLive = (page: Page) => page.locator('.connection[data-state="open"]').waitFor();
const tokens = /securetoken\.googleapis\.com/;

/** The server looks after an account within so long. */
const timeout = 120_000;

describe("Whose sign-in does not count any more", function () {
  this.timeout(300_000);
  const two = shared(async ({ visitor }) => {
    const alice = await visitor("Alice");
    const bob = await visitor("Bob");
    await alice.page.setViewportSize({ width: 1280, height: 720 }); // where spaces are listed beside
    const space = await makeSpace(alice, "Harbour");
    const api = callerOf(at(hostingPort), await tokenOf(alice.email));
    await api.post("/api/spaces", { name: "Diary of hers", joinPolicy: "request" });
    await join(bob, space);
    await alice.page.reload();
    await isLive(alice.page);
    await alice.page.getByRole("link", { name: "Diary of hers" }).first().waitFor();
    return { alice, bob, space };
  });

  it("is asked for it again after one try for a new token, which is refused", async () => {
    const { alice } = two();
    const { page } = alice;
    await page.route(/\/chat$/, (route) =>
      route.request().postData()?.includes("about to say") ? route.abort() : route.continue(),
    );
    await say(alice, "I was about to say this");
    await page.locator(".message.pending", { hasText: "about to say" }).waitFor();
    const asked: string[] = [];
    await page.route(tokens, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ status: 400, json: { error: { code: 400, message: "TOKEN_EXPIRED" } } });
    });
    const { uid } = await auth().getUserByEmail(alice.email);
    await auth().revokeRefreshTokens(uid);
    await page.getByText("Who are you?").waitFor({ timeout });
    expect(asked).to.have.length(1);
    expect(await saidTo(alice, "about to say").count()).to.equal(0);
    await page.unroute(tokens);
  });

  it("leaves nothing that the next user of the browser would see, and nothing is sent as theirs", async () => {
    const { alice, bob, space } = two();
    const { page } = alice;
    await page.evaluate(`{
      globalThis.leaked = [];
      const look = () => {
        for (const text of ["Diary", "about to say"]) if (document.body.innerText.includes(text)) leaked.push(text);
      };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    }`);
    await signIn(page, bob.email);
    await page.getByRole("link", { name: "Harbour" }).first().waitFor();
    await say(alice, "Bob at the browser of Alice");
    await saidTo(bob, "Bob at the browser").waitFor();
    await page.locator(".message:not(.pending)", { hasText: "Bob at the browser" }).waitFor();
    expect(await page.evaluate("leaked")).to.deep.equal([]);
    expect(await saidTo(bob, "about to say").count()).to.equal(0);
    expect(new URL(page.url()).pathname).to.equal(`${space}/chat`);
  });

  it("has kept what waits: it is sent, once, when its user is back", async () => {
    const { alice, bob } = two();
    const { page } = alice;
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("Who are you?").waitFor();
    await page.unrouteAll();
    await signIn(page, alice.email);
    await saidTo(bob, "I was about to say this").waitFor();
    await page.locator(".message:not(.pending)", { hasText: "about to say" }).waitFor();
    for (const one of [alice, bob]) expect(await saidTo(one, "about to say").count()).to.equal(1);
    await page.getByRole("link", { name: "Diary of hers" }).first().waitFor();
  });
});

describe("Who makes an account", function () {
  this.timeout(120_000);

  it("is known to others by their name, however long Auth takes to write it down", async () => {
    const early: string[] = [];
    let isNamed = false;
    const carol = await aVisitor("Carol", {
      prepare: async ({ context }) => {
        context.on("request", (request) => {
          if (!isNamed && new URL(request.url()).pathname.startsWith("/api/")) early.push(request.url());
        });
        await context.route(/accounts:update/, async (route) => {
          await route.request().frame().page().evaluate(afterFrames);
          isNamed = true;
          await route.continue();
        });
      },
    });
    try {
      expect(early).to.deep.equal([]);
      const { body } = await callerOf(at(hostingPort), await tokenOf(carol.email)).get("/api/profile");
      expect(body).to.deep.include({ displayName: "Carol" });
    } finally {
      await carol.close();
    }
  });
});

/** Time enough for an app that does not wait. */
const afterFrames = `new Promise((resolve) => {
  let left = 60;
  const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve());
  next();
})`;
