import "fake-indexeddb/auto";
import { expect } from "chai";
import { createTestRealtime } from "../../src/testing.js";
import { writesOf } from "../../src/outbox/writes.js";
import { chatMessages } from "../../src/stores/messages.js";
import { aRealtime } from "../support/fakeRealtime.js";

const offline = { type: "suspended", reason: "offline" } as const;
const refused = () => Response.json({ title: "Not allowed" }, { status: 403 });

/** A chat whose server keeps what is posted, once for each key. `refuses`: the texts that it does not take. */
function aServer({ refuses = [] as string[] } = {}) {
  const taken = new Map<string, Record<string, unknown>>();
  const answer = (_: string, { method, body, headers }: RequestInit = {}): unknown => {
    if (method === "GET") return { items: [...taken.values()].toReversed(), nextCursor: null };
    const { text } = JSON.parse(typeof body === "string" ? body : "{}") as { text: string };
    const key = new Headers(headers).get("Idempotency-Key") ?? "";
    if (refuses.includes(text)) return refused();
    const seq = taken.size + 1;
    if (!taken.has(key)) taken.set(key, { id: `m${seq}`, seq, authorId: "alice", text });
    return taken.get(key);
  };
  return { taken, refuses, answer, texts: () => [...taken.values()].map(({ text }) => text) };
}

/** Waits for what is observable: IndexedDB answers when it does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

let pages = 0;
/** A page with the lobby's chat on it. `url`: an earlier page's, to be the same page again. */
function aPage(
  answers: (path: string, init?: RequestInit) => unknown,
  url = `https://page${++pages}.example`,
  uid: string | null = "alice",
) {
  const fake = aRealtime(answers, { url });
  fake.signIn(uid ?? undefined);
  const chat = chatMessages(fake.realtime, "lobby");
  const writes = writesOf(fake.realtime);
  return {
    fake,
    chat,
    writes,
    url,
    open: () => chat.start(),
    shown: () => chat.get().messages.map(({ text, isPending }) => (isPending ? `${text} …` : text)),
    waiting: () => writes.get().waiting.length,
  };
}

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

  it("shows what earlier pages left also where the page begins without a network", async () => {
    const browser = createTestRealtime({ url: `https://page${++pages}.example` });
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

  it("is kept, and shows again, where the page begins without a network and its token has expired", async () => {
    const { browser, another, realtime, clock } = createTestRealtime({
      url: `https://page${++pages}.example`,
    });
    realtime.subscribe("global", () => undefined);
    await clock.pass(100);
    realtime.close();
    const getToken = () => Promise.reject(new Error("no network"));
    const texts: unknown[] = [];
    for (const text of ["one", "two"]) {
      const page = browser.page();
      page.setOnline(false);
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
