import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { auth } from "../../../functions/test/support/users.js";
import { twoInASpace } from "./suite.js";
import { address, type Visitor } from "./visitor.js";

describe("What two do together, in two browsers", function () {
  this.timeout(240_000);
  const two = twoInASpace("Kitchen");

  /** Both have a new document open. */
  const openTogether = async (title: string): Promise<void> => {
    const { alice, bob, space } = two();
    await alice.open(`${space}/documents`);
    await alice.page.getByRole("button", { name: "New document" }).click();
    await alice.page.getByLabel("Title").fill(title);
    await alice.page.getByRole("dialog").getByRole("button", { name: "New document" }).click();
    await alice.page.getByText("Saved, version").waitFor();
    await bob.open(new URL(alice.page.url()).pathname);
    await alice.page.getByText("Also here: Bob").waitFor();
  };

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
    await openTogether("Menu");
    await textOf(alice).click();
    await alice.page.keyboard.type("Soup. ");
    await bob.page.locator(".caret", { hasText: "Alice" }).waitFor({ state: "attached" });
    await shows(bob, "Soup. ");
    await textOf(bob).click();
    await bob.page.keyboard.press("Control+End");
    const [hers, his] = ["Bread first. ", "Cake at last."];
    await Promise.all([alice.page.keyboard.type(hers), bob.page.keyboard.type(his)]);
    await alice.page.locator(".caret", { hasText: "Bob" }).waitFor({ state: "attached" });
    const text = await shows(alice, `Soup. ${hers}${his}`, `Soup. ${his}${hers}`);
    await shows(bob, text);
    for (const { page } of [alice, bob]) await page.getByText("Saved, version").waitFor();
    for (const [writer, reader, typed] of [
      [alice, bob, hers],
      [bob, alice, his],
    ] as const) {
      const before = text.slice(0, text.indexOf(typed) + typed.length);
      expect(await textOf(writer).evaluate(textBeforeCaret)).to.equal(before);
      await becomes(() => reader.page.locator(".paper-cursors").evaluate(textBeforeOther), before);
    }
    await bob.open(`${space}/chat`);
    await alice.page.getByText("Nobody else is here").waitFor();
    await alice.page.locator(".caret").waitFor({ state: "detached" });
    await alice.page.reload();
    await alice.page.getByText("Saved, version").waitFor();
    await shows(alice, text);
  });

  it("a document: what is typed in the middle of it stays in its order, whatever the other writes", async () => {
    const { alice, bob } = two();
    await openTogether("Bill");
    await textOf(alice).fill("One coffee. Two teas.");
    await shows(bob, "One coffee. Two teas.");
    await textOf(alice).evaluate(putCaret, 3);
    await textOf(bob).evaluate(putCaret, 0);
    await Promise.all([
      alice.page.keyboard.type(" large and sweet", { delay: 20 }),
      bob.page.keyboard.type("The bill: ", { delay: 25 }),
    ]);
    for (const visitor of [alice, bob])
      await shows(visitor, "The bill: One large and sweet coffee. Two teas.");
  });

  it("a document: a word that is being composed stays as others write before it", async () => {
    const { alice, bob } = two();
    await openTogether("Words");
    await textOf(alice).fill("Soup. ");
    await shows(bob, "Soup. ");
    await textOf(alice).evaluate(putCaret, 6);
    await textOf(bob).evaluate(putCaret, 0);
    const input = await alice.profile.context.newCDPSession(alice.page);
    const compose = (text: string) =>
      input.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await compose("に");
    await bob.page.keyboard.type("Today: ");
    await alice.page.locator(".paper-cursors", { hasText: "Today: " }).waitFor({ state: "attached" });
    await compose("にほ");
    await input.send("Input.insertText", { text: "日本" });
    for (const visitor of [alice, bob]) await shows(visitor, "Today: Soup. 日本");
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
      .click({ timeout: 180_000 }); // triggers come late where other journeys have written much
    await bob.page.getByRole("button", { name: "Join" }).click();
    await row.getByLabel("Role of Bob").waitFor();
  });
});

const textOf = ({ page }: Visitor) => page.getByRole("textbox", { name: "Text" });

/** Waits for the document to show one of these. Returns it. */
const shows = (visitor: Visitor, ...texts: readonly string[]): Promise<string> =>
  becomes(() => textOf(visitor).inputValue(), ...texts);

async function becomes(look: () => Promise<string>, ...wanted: readonly string[]): Promise<string> {
  const end = performance.now() + 60_000;
  let seen = await look();
  while (!wanted.includes(seen) && performance.now() < end) {
    await delay(50);
    seen = await look();
  }
  expect(wanted).to.include(seen);
  return seen;
}

function putCaret(field: HTMLElement | SVGElement, at: number): void {
  if (!(field instanceof HTMLTextAreaElement)) throw new Error("It is no field.");
  field.focus();
  field.setSelectionRange(at, at);
}

const textBeforeCaret = (field: HTMLElement | SVGElement): string =>
  field instanceof HTMLTextAreaElement ? field.value.slice(0, field.selectionEnd) : "";

/** What stands before the caret of another. */
function textBeforeOther(paper: HTMLElement | SVGElement): string {
  const nodes = [...paper.childNodes];
  const caret = nodes.findIndex((node) => node instanceof HTMLElement);
  const before = nodes.slice(0, caret);
  return before.map(({ textContent }) => textContent ?? "").join("");
}
