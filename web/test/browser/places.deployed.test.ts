import { expect } from "chai";
import { twoInASpace } from "./suite.js";

describe("What a space has, in two browsers", function () {
  this.timeout(240_000);
  const two = twoInASpace("Boat club");

  it("an event: planned by one, answered by the other", async () => {
    const { alice, bob, space } = two();
    await bob.open(`${space}/events`);
    await bob.page.getByText("Nothing is planned").waitFor();
    await alice.open(`${space}/events`);
    await alice.page.getByRole("button", { name: "New event" }).click();
    await alice.page.getByLabel("What is it?").fill("Regatta");
    await alice.page.getByRole("button", { name: "Save" }).click();
    await alice.page.getByRole("heading", { name: "Regatta" }).waitFor();
    await bob.page.getByRole("link", { name: /Regatta/ }).click();
    await bob.page.getByRole("button", { name: "Maybe" }).click();
    await alice.page.getByRole("region", { name: "Maybe" }).getByText("Bob").waitFor();
  });

  it("a rule: tried out without an effect, then it answers by itself", async () => {
    const { alice, bob, space } = two();
    await alice.open(`${space}/automations`);
    await alice.page.getByRole("button", { name: "New rule" }).click();
    await alice.page.getByLabel("What is it called?").fill("Lifebuoy");
    await alice.page.getByLabel("with one of these words").fill("help");
    await alice.page.getByLabel("Text", { exact: true }).fill("{{member.name}}, we are coming");
    await alice.page.getByRole("button", { name: "Save" }).click();
    await alice.page.getByRole("button", { name: "Try out" }).click();
    const dialog = alice.page.getByRole("dialog");
    await dialog.getByLabel("A message to try it with").fill("Please help");
    await dialog.getByRole("button", { name: "Try out" }).click();
    await dialog.getByText("It would fire.").waitFor();
    await bob.open(`${space}/chat`);
    await bob.page.getByRole("textbox", { name: "Write a message" }).fill("help");
    await bob.page.keyboard.press("Enter");
    await bob.page.locator(".message-text", { hasText: "Bob, we are coming" }).waitFor();
    expect(await bob.page.locator(".message-text", { hasText: "we are coming" }).count()).to.equal(1);
  });

  it("a pin: public without an account, and live there", async () => {
    const { alice, bob } = two();
    await alice.open("/pins");
    await alice.page.getByRole("button", { name: "New pin" }).click();
    await alice.page.getByLabel("Title").fill("Weather");
    await alice.page.getByRole("dialog").getByRole("button", { name: "New pin" }).click();
    await alice.page.getByRole("heading", { name: "Weather" }).waitFor();
    await alice.page.getByLabel("Name", { exact: true }).fill("Wind");
    await alice.page.getByLabel("Value").fill("calm");
    await alice.page.getByRole("button", { name: "Add" }).click();
    await alice.page.locator('[data-var="Wind"]', { hasText: "calm" }).waitFor();
    await alice.page.getByRole("button", { name: "Publish" }).click();
    const link = alice.page.getByRole("link", { name: "Open the public page" });
    const path = await link.getAttribute("href");
    const { page: stranger } = await bob.profile.tab(new URL(path ?? "", alice.page.url()).href);
    await stranger.locator('[data-var="Wind"]', { hasText: "calm" }).waitFor();
    await alice.page.getByText("1 view").waitFor();
    await alice.page.locator('input[name="value"]').fill("storm");
    await alice.page.getByRole("button", { name: "Save" }).click();
    await stranger.locator('[data-var="Wind"]', { hasText: "storm" }).waitFor();
    await stranger.close();
  });
});
