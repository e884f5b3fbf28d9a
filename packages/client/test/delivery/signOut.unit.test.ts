import { expect } from "chai";
import { createTestRealtime } from "../../src/testing.js";

const chat = "spaces/lobby/chat";

describe("a sign-out", () => {
  it("leaves nothing in the tab's storage after a sign-out, also where this page has not read what an earlier one kept", async () => {
    const { realtime, another, server, clock, page } = createTestRealtime();
    const state = { name: "chat", save: () => ["secret"], restore: () => undefined };
    realtime.subscribe(chat, () => undefined, { state });
    await clock.pass(100);
    server.publish(chat, "chat:message:created");
    await clock.pass(2000);
    const reloaded = page.reload();
    const key = `firecast:${realtime.url}:mia`;
    expect(reloaded.env.storage?.getItem(key)).to.include("secret");
    const next = another({}, reloaded);
    next.subscribe("global", () => undefined);
    await clock.pass(100);
    next.signOut();
    expect(reloaded.env.storage?.getItem(key)).to.equal(null);
  });
});
