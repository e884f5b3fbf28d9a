import { expect } from "chai";
import type { Page } from "playwright-core";
import { openProfile, type Profile } from "../../../functions/test/support/browser/profile.js";
import { at, hostingPort } from "../../../scripts/project.mjs";
import { violationsOf } from "./axe.js";

const origin = at(hostingPort);

describe("The page /docs", function () {
  this.timeout(240_000);
  let profile: Profile;
  let page: Page;
  /** What the page threw, and what its policy forbade. */
  const problems: string[] = [];
  const asked = new Set<string>();

  before(async () => {
    profile = await openProfile();
    ({ page } = await profile.tab(`${origin}/icon.svg`));
    page.setDefaultTimeout(60_000);
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    await page.goto(`${origin}/docs`);
  });
  after(() => profile?.close());

  it("shows the routes, each with its example and its problems", async () => {
    await page.locator("#operations-tag-chat").click();
    await page.locator("#operations-chat-postSpacesBySpaceIdChat").click();
    const operation = page.locator("#operations-chat-postSpacesBySpaceIdChat");
    await operation.getByText("Tea is ready").first().waitFor();
    await operation.getByText("RFC 9457 problem document").first().waitFor();
  });

  it("shows the channels, each event with its example", async () => {
    const channel = page.locator("#channels > details", { hasText: "spaces/{spaceId}/chat" }).first();
    await channel.locator("summary").first().click();
    await channel.getByText("chat:message:created", { exact: true }).click();
    await channel.getByText('"channel": "spaces/lobby/chat"').first().waitFor();
  });

  it("has nothing against it by axe, closed and opened", async () => {
    expect(await violationsOf(page)).to.deep.equal([]);
  });

  it("asks no other host, and does nothing that its policy forbids", () => {
    expect([...asked]).to.deep.equal([origin]);
    expect(problems).to.deep.equal([]);
  });
});
