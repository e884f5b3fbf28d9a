import "fake-indexeddb/auto";
import { expect } from "chai";
import { chatMessages } from "../../src/stores/messages.js";
import { aPage, aServer, offline, until } from "./page.js";

describe("what a user writes", () => {
  it("is kept while the browser is offline, shows again after a reload, and is sent once, in order", async () => {
    const server = aServer();
    const before = aPage(server.answer);
    before.fake.become(offline);
    before.open();
    for (const text of ["one", "two", "three"]) before.chat.post(text).catch(() => undefined);
    expect(before.shown()).to.deep.equal(["one …", "two …", "three …"]);
    await until(() => before.waiting() === 3);
    expect(before.writes.get()).to.deep.include({ isOnline: false, durable: true, waitsFor: "network" });
    before.fake.become({ type: "closed" });

    const after = aPage(server.answer, before.url);
    after.fake.become(offline);
    after.open();
    await until(() => after.waiting() === 3);
    expect(after.shown()).to.deep.equal(["one …", "two …", "three …"]);
    after.fake.become({ type: "open" });
    await until(() => after.waiting() === 0);
    expect(server.texts()).to.deep.equal(["one", "two", "three"]);
    expect(after.shown()).to.deep.equal(["one", "two", "three"]);
    expect(after.writes.get().isOnline).to.equal(true);
  });

  it("shows in the order in which it was written, also while the rows of an earlier page are still being read", async () => {
    const server = aServer();
    const before = aPage(server.answer);
    before.fake.become(offline);
    before.open();
    for (const text of ["one", "two"]) before.chat.post(text).catch(() => undefined);
    await until(() => before.waiting() === 2);
    before.fake.become({ type: "closed" });

    const after = aPage(server.answer, before.url);
    after.fake.become(offline);
    after.open();
    const loadedAt = Date.now();
    await until(() => Date.now() > loadedAt); // a time of its own
    after.chat.post("three").catch(() => undefined);
    await until(() => after.waiting() === 3);
    expect(after.shown()).to.deep.equal(["one …", "two …", "three …"]);
  });

  it("is sent with the same key after a reload that came before the answer", async () => {
    const server = aServer();
    const lost = aPage((path, init = {}) => {
      const answer = server.answer(path, init);
      return init.method === "POST" ? new Promise(() => undefined) : answer;
    });
    lost.open();
    lost.chat.post("once").catch(() => undefined);
    await until(() => server.taken.size === 1);
    lost.fake.become({ type: "closed" });
    const after = aPage(server.answer, lost.url);
    after.open();
    await until(() => after.fake.requests.some(({ method }) => method === "POST") && after.waiting() === 0);
    expect([server.texts(), after.shown()]).to.deep.equal([["once"], ["once"]]);
  });

  it("is taken back where the server refuses, says why, and can be tried again", async () => {
    const server = aServer({ refuses: ["no"] });
    const page = aPage(server.answer);
    page.open();
    const outcomes = await Promise.allSettled([page.chat.post("no"), page.chat.post("yes")]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(["rejected", "fulfilled"]);
    expect(page.shown()).to.deep.equal(["yes"]);
    const [failed] = page.writes.get().failed;
    expect([failed?.row.body, String(failed?.problem)]).to.deep.equal([
      '{"text":"no"}',
      "RequestProblem: The server answered 403.",
    ]);
    server.refuses.length = 0;
    page.writes.retry(failed?.row.key);
    await until(() => server.taken.size === 2 && page.waiting() === 0);
    expect([page.shown(), page.writes.get().failed]).to.deep.equal([["yes", "no"], []]);
  });

  it("is changed and taken back at once while it was never sent", async () => {
    const server = aServer();
    const page = aPage(server.answer);
    page.fake.become(offline);
    page.open();
    const [kept, gone] = [page.chat.post("helo"), page.chat.post("oops")];
    gone.catch(() => undefined);
    await until(() => page.waiting() === 2);
    const [first = "", second = ""] = page.chat.get().messages.map(({ id }) => id);
    await page.chat.edit(first, "hello");
    await page.chat.remove(second);
    expect(page.shown()).to.deep.equal(["hello …"]);
    page.fake.become({ type: "open" });
    await kept;
    expect([server.texts(), page.shown(), page.chat.get().error]).to.deep.equal([
      ["hello"],
      ["hello"],
      undefined,
    ]);
  });

  it("is sent when the network is back also where the page follows no channel", async () => {
    const server = aServer();
    const page = aPage(server.answer);
    page.fake.become(offline);
    page.chat.post("alone").catch(() => undefined);
    await until(() => page.waiting() === 1);
    page.fake.become({ type: "idle" });
    await until(() => page.waiting() === 0);
    expect(server.texts()).to.deep.equal(["alone"]);
  });

  it("is never sent by another user, and waits for its own", async () => {
    const server = aServer();
    const page = aPage(server.answer);
    page.fake.become(offline);
    page.open();
    const post = page.chat.post("alice's").catch(String);
    await until(() => page.waiting() === 1);
    page.fake.signIn("bob");
    page.fake.become({ type: "open" });
    expect(await post).to.equal("RealtimeError: Its user is gone: it waits until they are back.");
    expect(await page.chat.post("as bob?").catch(String)).to.equal("RealtimeError: Its user is gone.");
    const bobs = chatMessages(page.fake.realtime, "lobby");
    bobs.start();
    await bobs.post("bob's");
    expect([server.texts(), page.waiting()]).to.deep.equal([["bob's"], 0]);
    page.fake.signIn("alice");
    page.fake.become({ type: "connecting" });
    page.fake.become({ type: "open" });
    await until(() => server.taken.size === 2);
    expect(server.texts()).to.deep.equal(["bob's", "alice's"]);
  });

  it("waits until it is known who the user is, and fails where nobody is", async () => {
    const server = aServer();
    const page = aPage(server.answer, undefined, null);
    page.fake.become({ type: "connecting" });
    const early = page.chat.post("early");
    expect(page.waiting()).to.equal(1);
    page.fake.signIn("alice");
    page.fake.become({ type: "open" });
    await early;
    page.fake.signIn(undefined);
    page.fake.become({ type: "suspended", reason: "auth" });
    const nobody = chatMessages(page.fake.realtime, "lobby");
    expect(await nobody.post("late").catch(String)).to.equal(
      "RealtimeError: Its user is gone: it waits until they are back.",
    );
    expect(server.texts()).to.deep.equal(["early"]);
  });

  it("goes out, but outlives nothing, where a cookie alone says who the user is", async () => {
    const server = aServer();
    const page = aPage(server.answer, undefined, null);
    page.fake.become({ type: "open" });
    page.open();
    await page.chat.post("by cookie");
    expect([server.texts(), page.writes.get().durable]).to.deep.equal([["by cookie"], false]);
  });
});
