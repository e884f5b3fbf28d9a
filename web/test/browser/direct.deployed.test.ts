import { expect } from "chai";
import { callerOf } from "../../../functions/test/support/caller.js";
import { eventually } from "../../../functions/test/support/eventually.js";
import { auth, signIn } from "../../../functions/test/support/users.js";
import { at, streamsPort } from "../../../scripts/project.mjs";
import { violationsOf } from "./axe.js";
import { shared } from "./suite.js";
import type { Visitor } from "./visitor.js";

const uidOf = async ({ email }: Visitor): Promise<string> => (await auth().getUserByEmail(email)).uid;
const apiOf = async ({ email }: Visitor) => callerOf(at(streamsPort), await signIn(email));

const fieldOf = ({ page }: Visitor) => page.locator(".composer textarea");
const bubblesOf = ({ page }: Visitor, text: string) => page.locator(".bubble", { hasText: text });

describe("Direct messages in the web app", function () {
  this.timeout(240_000);
  const two = shared(async ({ visitor }) => {
    const alice = await visitor("Alice");
    const bob = await visitor("Bob");
    return { alice, bob };
  });

  it("stay with their writer where they are refused, with the reason, and go by another try", async () => {
    const { alice, bob } = two();
    const bobsApi = await apiOf(bob);
    const blocked = `/profile/blocked/${await uidOf(alice)}`;
    expect((await bobsApi.put(blocked)).status).to.be.within(200, 204);
    await alice.open(`/direct/${await uidOf(bob)}`);
    await fieldOf(alice).fill("May I ask you something?");
    await alice.page.keyboard.press("Enter");
    await alice.page.getByRole("alert").getByText("Not sent: You may not do that.").waitFor();
    await bubblesOf(alice, "May I ask you something?").waitFor();

    expect((await bobsApi.delete(blocked)).status).to.be.within(200, 204);
    await alice.page.getByRole("button", { name: "Try again" }).click();
    await alice.page.locator('.bubble[data-pending="false"]', { hasText: "May I ask you" }).waitFor();
    await bob.open(`/direct/${await uidOf(alice)}`);
    await bubblesOf(bob, "May I ask you something?").waitFor();
    for (const one of [alice, bob]) expect(await bubblesOf(one, "May I ask").count()).to.equal(1);
  });

  it("are gone where their writer discards what was refused", async () => {
    const { alice, bob } = two();
    const bobsApi = await apiOf(bob);
    const blocked = `/profile/blocked/${await uidOf(alice)}`;
    await bobsApi.put(blocked);
    await fieldOf(alice).fill("Never mind");
    await alice.page.keyboard.press("Enter");
    await alice.page.getByRole("button", { name: "Discard" }).click();
    await bubblesOf(alice, "Never mind").waitFor({ state: "detached" });
    await bobsApi.delete(blocked);
  });

  it("of 4 MB are too much: that is said, and the page is quick", async () => {
    const { alice } = two();
    await fieldOf(alice).focus();
    await alice.page.keyboard.insertText("a ".repeat(2_097_152));
    await alice.page.getByText(/too long/).waitFor();
    await alice.page.getByRole("button", { name: "Send" }).and(alice.page.locator(":disabled")).waitFor();
    await fieldOf(alice).fill("That was too much");
    await alice.page.keyboard.press("Enter");
    await alice.page.locator('.bubble[data-pending="false"]', { hasText: "That was too much" }).waitFor();
  });

  it("are held as many as one needs, however many come: older ones are there for who goes up", async () => {
    const { alice, bob } = two();
    const [bobsApi, alices] = [await apiOf(bob), await uidOf(alice)];
    for (let count = 1; count <= 410; count++)
      expect((await bobsApi.post(`/direct/${alices}`, { text: `Line ${count}.` })).status).to.equal(201);
    await bubblesOf(alice, "Line 410.").waitFor();
    const held = () => alice.page.locator(".bubble").count();
    await eventually(held, (count) => count < 400);
    const seen = await alice.page.evaluate(`(() => {
      const list = document.querySelector(".bubbles");
      return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
    })()`);
    expect(seen).to.equal(true);
    const older = alice.page.getByRole("button", { name: "Older ones" });
    while ((await bubblesOf(alice, "May I ask").count()) === 0) {
      const before = await held();
      await older.click();
      await eventually(held, (count) => count > before);
    }
    expect(await held()).to.equal(412);
    expect(await older.count()).to.equal(0);
  });

  it("have nothing against them by axe on a phone and in German, a refused one and one that is too long among them", async () => {
    const { alice, bob } = two();
    await alice.page.setViewportSize({ width: 360, height: 720 });
    await alice.page.evaluate('localStorage.setItem("firecast-language", "de")');
    await alice.page.reload();
    const bobsApi = await apiOf(bob);
    await bobsApi.put(`/profile/blocked/${await uidOf(alice)}`);
    await fieldOf(alice).fill("Darf ich?");
    await alice.page.keyboard.press("Enter");
    await alice.page.getByText("Nicht gesendet: Das darfst du nicht.").waitFor();
    await fieldOf(alice).fill("w".repeat(4001));
    await alice.page.getByText(/zu lang/).waitFor();
    const width = await alice.page.evaluate("document.documentElement.scrollWidth");
    expect({ width, found: await violationsOf(alice.page) }).to.deep.equal({ width: 360, found: [] });
  });
});
