import "fake-indexeddb/auto";
import { expect } from "chai";
import { createTestRealtime } from "../../src/testing.js";
import { writesOf } from "../../src/outbox/writes.js";
import { chatMessages } from "../../src/stores/messages.js";
import { aPage, aServer, aUrl, offline, until } from "./page.js";

describe("what a user writes on a page that begins without a network", () => {
  it("shows beside what earlier pages have left", async () => {
    const browser = createTestRealtime({ url: aUrl() });
    const before = aPage(aServer().answer, browser.realtime.url, "mia");
    before.fake.become(offline);
    before.open();
    before.chat.post("left").catch(() => undefined);
    await until(() => before.waiting() === 1);
    before.fake.become({ type: "closed" });

    browser.page.setOnline(false);
    const chat = chatMessages(browser.realtime, "lobby");
    chat.start();
    await until(() => chat.get().messages.length === 1);
    expect([browser.realtime.state, chat.get().messages[0]?.text]).to.deep.equal([offline, "left"]);
    browser.realtime.close();
  });

  for (const says of [false, true])
    it(`is kept, and shows again, where no token can be had in place of one that has expired; onLine: ${says}`, async () => {
      const { browser, another, realtime, clock } = createTestRealtime({
        url: aUrl(),
      });
      realtime.subscribe("global", () => undefined);
      await clock.pass(100);
      realtime.close();
      const getToken = () => Promise.reject(new Error("no network"));
      const texts: unknown[] = [];
      for (const text of ["one", "two"]) {
        const page = browser.page();
        page.setOnline(says);
        const offlinePage = another({ url: realtime.url, getToken }, page);
        const chat = chatMessages(offlinePage, "lobby");
        chat.start();
        await until(() => chat.get().messages.length === texts.length);
        chat.post(text).catch(() => undefined);
        const rows = texts.length + 1;
        await until(
          () =>
            writesOf(offlinePage)
              .get()
              .waiting.filter(({ uid }) => uid === "mia").length === rows,
        );
        texts.push(chat.get().messages.map(({ text }) => text));
        expect(writesOf(offlinePage).get().durable).to.equal(true);
        offlinePage.close();
      }
      expect(texts).to.deep.equal([["one"], ["one", "two"]]);
    });
});
