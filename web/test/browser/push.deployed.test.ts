import { type FcmMessage, pushFromFcm } from "@firecast/push";
import { expect } from "chai";
import { z } from "zod";
import {
  allowNotifications,
  push,
  watchNotifications,
} from "../../../functions/test/support/browser/push.js";
import { eventually } from "../../../functions/test/support/eventually.js";
import { at, fcmPorts } from "../../../scripts/project.mjs";
import { twoInASpace } from "./suite.js";
import { composerOf } from "./visitor.js";

const Message = z.custom<FcmMessage>((value) => typeof value === "object" && value !== null);
const Received = z.array(z.object({ message: Message }));

/** What FCM's stand-in got of a text. */
async function pushesOf(text: string): Promise<string[]> {
  const answer = await fetch(`${at(fcmPorts.inspectPort)}/messages`);
  return Received.parse(await answer.json())
    .map(({ message }) => message)
    .filter((message) => JSON.stringify(message).includes(text))
    .map((message) => pushFromFcm(message));
}

describe("A push from the web app", function () {
  this.timeout(240_000);
  const two = twoInASpace("Harbour", allowNotifications);

  it("reaches a browser whose user does not look, and a click opens the message", async () => {
    const { alice, bob, space } = two();
    await alice.open(`${space}/chat`);
    await bob.open("/settings");
    await bob.page.getByRole("button", { name: "Turn on" }).click();
    await bob.page.getByText("This browser is pushed to").waitFor();
    await bob.page.getByText("Browser, this one").waitFor();
    const notifications = await watchNotifications(bob.profile, bob.tab);
    await bob.tab.setVisible(false);

    const text = `the boat is here ${crypto.randomUUID()}`;
    await composerOf(alice.page).fill("@Bo");
    await alice.page.getByRole("option", { name: /Bob/ }).waitFor();
    await alice.page.keyboard.press("Enter");
    await alice.page.keyboard.type(text);
    await alice.page.keyboard.press("Enter");
    const [pushed] = await eventually(
      () => pushesOf(text),
      ({ length }) => length > 0,
      90_000,
    );
    await push(bob.profile, bob.tab, pushed ?? "");
    const [shown] = await eventually(
      () => notifications.shown(),
      ({ length }) => length > 0,
    );
    expect(shown?.body).to.include(text);
    await notifications.click(shown?.tag ?? "");
    await bob.page.waitForURL((url) => url.pathname === `${space}/chat` && url.searchParams.has("message"));
    await bob.page.locator(".message-text", { hasText: text }).waitFor();
  });
});
