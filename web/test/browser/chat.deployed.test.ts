import { expect } from "chai";
import { callerOf } from "../../../functions/test/support/caller.js";
import { signIn } from "../../../functions/test/support/users.js";
import { at, streamsPort } from "../../../scripts/project.mjs";
import { twoInASpace } from "./suite.js";
import { composerOf, saidTo, say, typeUntil } from "./visitor.js";

describe("The web app in two browsers", function () {
  this.timeout(240_000);
  const two = twoInASpace("Tea house");

  it("shows in one what is said and typed in the other, as text", async () => {
    const { alice, bob } = two();
    await say(alice, "Earl Grey, <b>anyone</b>?");
    await saidTo(bob, "Earl Grey, <b>anyone</b>?").waitFor();
    await typeUntil(bob, alice.page.getByText("Bob is typing"));
    await say(bob, "Yes please");
    await saidTo(alice, "Yes please").waitFor();
  });

  it("tells the inbox of a mention, and leads to the message", async () => {
    const { alice, bob } = two();
    await bob.open("/notifications");
    await bob.page.getByRole("heading", { name: "Inbox" }).waitFor();
    await composerOf(alice.page).fill("@Bo");
    await alice.page.getByRole("option", { name: /Bob/ }).waitFor();
    await alice.page.keyboard.press("Enter");
    await alice.page.keyboard.type("your tea is ready");
    await alice.page.keyboard.press("Enter");
    const row = bob.page.getByRole("main").getByRole("link", { name: /your tea is ready/ });
    await row.waitFor();
    await bob.page.getByRole("button", { name: /^Inbox, \d+ unread$/ }).waitFor();
    await row.click();
    await bob.page.locator(".message.highlighted", { hasText: "your tea is ready" }).waitFor();
  });

  it("keeps what is said without a network, and sends it once when there is one", async () => {
    const { alice, bob } = two();
    await bob.profile.setOffline(true);
    await bob.page.getByRole("button", { name: /^Offline/ }).waitFor();
    await say(bob, "Are you still there?");
    await saidTo(bob, "Are you still there?").waitFor();
    await bob.profile.setOffline(false);
    await saidTo(alice, "Are you still there?").waitFor();
    await bob.page.locator(".message:not(.pending)", { hasText: "Are you still there?" }).waitFor();
    expect(await saidTo(alice, "Are you still there?").count()).to.equal(1);
    expect(await saidTo(bob, "Are you still there?").count()).to.equal(1);
  });

  it("begins without a network as well, and sends then what was said", async () => {
    const { alice, bob } = two();
    await bob.page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await bob.profile.setOffline(true);
    await bob.page.reload();
    await bob.page.getByRole("button", { name: /^Offline/ }).waitFor();
    await say(bob, "Written on the train");
    await saidTo(bob, "Written on the train").waitFor();
    await bob.profile.setOffline(false);
    await saidTo(alice, "Written on the train").waitFor();
    expect(await saidTo(alice, "Written on the train").count()).to.equal(1);
  });

  it("keeps the end in sight while others say more than a page draws, until the reader goes up", async () => {
    const { alice, bob, space } = two();
    const api = callerOf(at(streamsPort), await signIn(alice.email));
    const say = (text: string) => api.post(`/api${space}/chat`, { text });
    await bob.open(`${space}/chat`);
    await composerOf(bob.page).waitFor();
    const sayMany = async (who: number): Promise<void> => {
      for (let line = 1; line <= 15; line++) await say(`Speaker ${who}, line ${line}`);
    };
    await Promise.all(Array.from({ length: 10 }, (_, who) => sayMany(who)));
    await say("That was all");
    await saidTo(bob, "That was all").waitFor();
    await bob.page.getByRole("button", { name: "New messages" }).waitFor({ state: "detached" });
    const list = bob.page.getByRole("region", { name: "Messages" });
    await list.hover();
    await bob.page.mouse.wheel(0, -400);
    await bob.page.getByRole("button", { name: "New messages" }).waitFor();
    await say("You have gone up");
    await bob.page.getByRole("button", { name: "New messages" }).click();
    await saidTo(bob, "You have gone up").waitFor();
  });
});
