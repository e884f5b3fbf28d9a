import { readFileSync, writeFileSync } from "node:fs";
import { join as pathOf } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import type { Profile } from "../../../functions/test/support/browser/profile.js";
import { callerOf } from "../../../functions/test/support/caller.js";
import { auth, signIn as tokenOf } from "../../../functions/test/support/users.js";
import { at, hostingPort, root } from "../../../scripts/project.mjs";
import { shared } from "./suite.js";
import { address, composerOf, join, makeSpace, saidTo, say, signIn } from "./visitor.js";

const Sizes = z.object({ page: z.number(), window: z.number() });

/** A device whose clock is wrong. */
const withClock =
  (offByMs: number) =>
  async ({ context }: Profile): Promise<void> => {
    await context.addInitScript(`{
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...given) { given.length === 0 ? super(Real.now() + ${offByMs}) : super(...given); }
        static now() { return Real.now() + ${offByMs}; }
      };
    }`);
  };

/** A browser that keeps nothing: storage is forbidden, and what is not is full. */
const withoutStorage = async ({ context }: Profile): Promise<void> => {
  await context.addInitScript(`{
    const full = () => { throw new DOMException("full", "QuotaExceededError"); };
    const forbidden = { get: () => { throw new DOMException("forbidden", "SecurityError"); } };
    Object.defineProperty(globalThis, "localStorage", forbidden);
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.add = full;
    IDBObjectStore.prototype.put = full;
  }`);
};

const hourMs = 3_600_000;

describe("The web app in trouble", function () {
  this.timeout(240_000);
  /** Bidirectional controls, markup, and marks by the hundred. */
  const hostile = `<img src=x onerror=alert(1)> \u202egnp.exe a${"\u0301".repeat(40)}`;
  const two = shared(async ({ visitor }) => {
    const alice = await visitor("Alice", { prepare: withClock(hourMs) });
    const bob = await visitor(hostile.slice(0, 75), { prepare: withClock(-hourMs) });
    const space = await makeSpace(alice, "Workshop");
    await join(bob, space);
    return { alice, bob, space, visitor };
  });

  it("works where clocks are wrong by an hour, one ahead and one behind", async () => {
    const { alice, bob } = two();
    await say(alice, "It is late here");
    await saidTo(bob, "It is late here").waitFor();
    await say(bob, "It is early here");
    await saidTo(alice, "It is early here").waitFor();
    await alice.page.locator('.connection[data-state="open"]').waitFor();
    await bob.page.locator('.connection[data-state="open"]').waitFor();
  });

  it("shows hostile names and texts as what they are, within their lines", async () => {
    const { alice, bob, space } = two();
    await say(bob, `${hostile} ${"\u0301".repeat(500)}${"w".repeat(2000)}`);
    const said = saidTo(alice, "<img src=x onerror=alert(1)>").last();
    await said.waitFor();
    const isWithin = async (): Promise<boolean> => {
      const sizes: unknown = await alice.page.evaluate(
        "({ page: document.documentElement.scrollWidth, window: innerWidth })",
      );
      const { page, window } = Sizes.parse(sizes);
      return page === window;
    };
    expect(await isWithin()).to.equal(true);
    await alice.open(`${space}/members`);
    // The API does not take it for a name.
    await alice.page.locator(".member b", { hasText: "A member" }).waitFor();
    expect(await isWithin()).to.equal(true);
  });

  it("takes 4 MB that are pasted for what they are: too much, and goes on", async () => {
    const { alice, space } = two();
    await alice.open(`${space}/chat`);
    await composerOf(alice.page).focus();
    await alice.page.keyboard.insertText("a ".repeat(2_097_152));
    await alice.page.getByText(/too long/).waitFor();
    await alice.page.getByRole("button", { name: "Send" }).and(alice.page.locator(":disabled")).waitFor();
    await say(alice, "That was too much");
    await saidTo(alice, "That was too much").waitFor();
  });

  it("says so when a newer version was deployed, and is it after a click", async () => {
    const { alice, space } = two();
    await alice.open(`${space}/chat`);
    const file = pathOf(root, "web", "dist", "sw.js");
    const before = readFileSync(file, "utf8");
    await alice.page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    writeFileSync(file, `${before}\n// newer`);
    try {
      await alice.page.evaluate("navigator.serviceWorker.ready.then((one) => one.update()).then(() => true)");
      await alice.page.getByText("There is a newer version").first().waitFor();
      const reloaded = alice.page.waitForEvent("load");
      await alice.page.getByRole("button", { name: "Reload" }).click();
      await reloaded;
      await composerOf(alice.page).waitFor();
    } finally {
      writeFileSync(file, before);
    }
  });

  it("shows nothing of a space any more to who was removed while looking", async () => {
    const { alice, bob, space } = two();
    await bob.open(`${space}/chat`);
    await saidTo(bob, "It is late here").waitFor();
    await alice.open(`${space}/members`);
    await alice.page.getByRole("button", { name: "More about A member" }).click();
    await alice.page.getByRole("menuitem", { name: "Remove" }).click();
    await bob.page.getByRole("heading", { name: "You are no member here" }).waitFor();
    expect(await saidTo(bob, "It is late here").count()).to.equal(0);
    await join(bob, space);
  });

  it("shows nothing of a space any more that was deleted", async () => {
    const { alice, bob, space } = two();
    const owner = callerOf(at(hostingPort), await tokenOf(alice.email));
    expect((await owner.delete(`/api${space}`)).status).to.be.within(200, 299);
    await bob.page.getByRole("heading", { name: "You are no member here" }).waitFor();
  });

  it("ends in both windows of a user where one of them signs out", async () => {
    const { bob } = two();
    const { page: second } = await bob.profile.tab(address("/"));
    await signIn(second, bob.email);
    await second.locator('.connection[data-state="open"]').waitFor();
    await second.getByRole("button", { name: /^Account/ }).click();
    await second.getByRole("menuitem", { name: "Sign out" }).click();
    await bob.page.getByText("Who are you?").waitFor();
    await second.getByText("Who are you?").waitFor();
  });

  it("asks for the sign-in again where the account was closed, at the latest when the server looks after it", async () => {
    const { alice } = two();
    await alice.page.locator('.connection[data-state="open"]').waitFor();
    const { uid } = await auth().getUserByEmail(alice.email);
    await auth().updateUser(uid, { disabled: true });
    await alice.page.getByText("Who are you?").waitFor({ timeout: 120_000 });
  });

  it("works where nothing can be stored, and says what that means for what waits to be sent", async () => {
    const { visitor } = two();
    const carla = await visitor("Carla", { prepare: withoutStorage });
    await makeSpace(carla, "Attic");
    await say(carla, "Nothing is kept here");
    await carla.page.locator(".message:not(.pending)", { hasText: "Nothing is kept here" }).waitFor();
    await carla.profile.setOffline(true);
    await say(carla, "Nor is this");
    await carla.page.getByText("it is sent later if this page stays open").waitFor();
    await carla.page.locator(".message.pending", { hasText: "Nor is this" }).waitFor();
    await carla.profile.setOffline(false);
    await carla.page.locator(".message:not(.pending)", { hasText: "Nor is this" }).waitFor();
    await carla.page.getByText("Connection lost").waitFor({ state: "detached" });
    expect(await saidTo(carla, "Nor is this").count()).to.equal(1);
  });
});
