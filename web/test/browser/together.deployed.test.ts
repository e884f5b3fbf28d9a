import { expect } from "chai";
import { auth } from "../../../functions/test/support/users.js";
import { twoInASpace } from "./suite.js";
import { address } from "./visitor.js";

describe("What two do together, in two browsers", function () {
  this.timeout(240_000);
  const two = twoInASpace("Kitchen");

  it("a poll: what one overwrites of the other is shown, put back, and undone", async () => {
    const { alice, bob, space } = two();
    await alice.open(`${space}/tools`);
    await alice.page.getByRole("button", { name: "New poll" }).click();
    await alice.page.getByLabel("What is it called?").fill("Lunch");
    await alice.page.getByRole("dialog").getByRole("button", { name: "New poll" }).click();
    await alice.page.getByRole("heading", { name: "Lunch" }).waitFor();
    await bob.open(new URL(alice.page.url()).pathname);
    await alice.page.getByLabel("Another option").fill("Soup");
    await alice.page.getByRole("button", { name: "Add", exact: true }).first().click();
    const votesFor = (page: typeof alice.page, count: string) =>
      page.locator(".poll-votes", { hasText: count });
    await votesFor(bob.page, "0 votes").waitFor();

    await bob.profile.setOffline(true);
    await bob.page.getByRole("button", { name: /^Offline/ }).waitFor();
    await alice.page.getByRole("button", { name: "Vote for Soup" }).click();
    await votesFor(alice.page, "1 vote").waitFor();
    await alice.page.getByText("Saved", { exact: true }).waitFor();
    for (const count of ["1 vote", "2 votes"]) {
      await bob.page.getByRole("button", { name: "Vote for Soup" }).click();
      await votesFor(bob.page, count).waitFor();
    }
    await bob.profile.setOffline(false);
    await bob.page.getByText("Soup was 1").waitFor();
    await votesFor(alice.page, "2 votes").waitFor();
    await bob.page.getByRole("button", { name: "Put it back" }).click();
    await votesFor(alice.page, "1 vote").waitFor();
    await bob.page.getByRole("button", { name: "Undo my last change" }).click();
    await votesFor(alice.page, "2 votes").waitFor();
    await votesFor(bob.page, "2 votes").waitFor();
  });

  it("a document: two write in it at once, each sees the other's cursor, and that they leave", async () => {
    const { alice, bob, space } = two();
    await alice.open(`${space}/documents`);
    await alice.page.getByRole("button", { name: "New document" }).click();
    await alice.page.getByLabel("Title").fill("Menu");
    await alice.page.getByRole("dialog").getByRole("button", { name: "New document" }).click();
    await alice.page.getByText("Saved, version").waitFor();
    await bob.open(new URL(alice.page.url()).pathname);
    await alice.page.getByText("Also here: Bob").waitFor();
    const textOf = (page: typeof alice.page) => page.getByRole("textbox", { name: "Text" });
    await textOf(alice.page).click();
    await alice.page.keyboard.type("Soup. ");
    await bob.page.locator(".caret", { hasText: "Alice" }).waitFor({ state: "attached" });
    await textOf(bob.page).click();
    await bob.page.keyboard.press("Control+End");
    await Promise.all([alice.page.keyboard.type("Bread first. "), bob.page.keyboard.type("Cake at last.")]);
    await alice.page.locator(".caret", { hasText: "Bob" }).waitFor({ state: "attached" });
    for (const { page } of [alice, bob]) {
      await page.getByText("Saved, version").waitFor();
      await page.locator(".paper-cursors", { hasText: "Bread first." }).waitFor({ state: "attached" });
    }
    await bob.open(`${space}/chat`);
    await alice.page.getByText("Nobody else is here").waitFor();
    await alice.page.locator(".caret").waitFor({ state: "detached" });
    await alice.page.reload();
    await alice.page.getByText("Saved, version").waitFor();
    const text = await textOf(alice.page).inputValue();
    for (const part of ["Soup.", "Bread", "Cake"]) expect(text).to.include(part);
    expect(text.replaceAll(/\s/g, "").split("").sort().join("")).to.equal(
      "Soup.Breadfirst.Cakeatlast.".split("").sort().join(""),
    );
  });

  it("direct messages: they find each other among the people of their spaces", async () => {
    const { alice, bob } = two();
    await alice.open("/direct");
    await alice.page.getByRole("navigation", { name: "People" }).getByRole("link", { name: "Bob" }).click();
    await alice.page.getByRole("textbox", { name: "Message to Bob" }).fill("Is there any soup left?");
    await alice.page.keyboard.press("Enter");
    await bob.open("/direct");
    await bob.page.getByRole("navigation", { name: "People" }).getByRole("link", { name: "Alice" }).click();
    await bob.page.locator(".bubble", { hasText: "Is there any soup left?" }).waitFor();
    await bob.page.getByRole("textbox", { name: "Message to Alice" }).fill("A little");
    await bob.page.keyboard.press("Enter");
    await alice.page.locator('.bubble[data-own="false"]', { hasText: "A little" }).waitFor();
  });

  it("members: one gets another role, leaves, is invited and comes back", async () => {
    const { alice, bob, space } = two();
    await bob.open(`${space}/members`);
    await alice.open(`${space}/members`);
    const row = alice.page.locator(".member", { hasText: "Bob" });
    await row.waitFor();
    expect(await bob.page.getByRole("button", { name: "Invite" }).count()).to.equal(0);
    await alice.page.getByLabel("Role of Bob").selectOption("admin");
    await bob.page.getByRole("button", { name: "Invite" }).waitFor();

    await bob.page.getByRole("button", { name: "More about Bob" }).click();
    await bob.page.getByRole("menuitem", { name: "Leave the space" }).click();
    await bob.page.getByRole("heading", { name: "You are in no space yet" }).waitFor();
    await row.waitFor({ state: "detached" });
    const { uid } = await auth().getUserByEmail(bob.email);
    await alice.page.getByLabel("Invite by e-mail or user ID").fill(uid);
    await alice.page.getByRole("button", { name: "Invite" }).click();
    await alice.page.locator(".member", { hasText: "Invited" }).waitFor();
    await bob.page.goto(address("/notifications"));
    await bob.page
      .getByRole("main")
      .getByRole("link", { name: /Kitchen/ })
      .first()
      .click();
    await bob.page.getByRole("button", { name: "Join" }).click();
    await row.getByLabel("Role of Bob").waitFor();
  });
});
