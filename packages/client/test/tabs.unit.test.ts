import { expect } from "chai";
import type { RealtimeEvent } from "../src/index.js";
import { createTestRealtime, type TestPage, testToken } from "../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

/** Pages of one browser, each with a client on the chat. */
async function pagesOf(count: number) {
  const test = createTestRealtime();
  const { clock, browser, another } = test;
  const open = (page: TestPage) => {
    const seqs: number[] = [];
    const realtime = another({}, page);
    realtime.subscribe(chat, ({ seq }: RealtimeEvent) => void seqs.push(seq ?? 0));
    return { page, realtime, seqs };
  };
  const pages = [];
  for (let n = 0; n < count; n++) {
    pages.push(open(n === 0 ? test.page : browser.page()));
    await clock.pass(100);
  }
  return { ...test, pages, open };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("the pages of a browser", () => {
  it("have one stream, and each gets every event once", async () => {
    const { pages, server, clock } = await pagesOf(10);
    expect(server.open).to.equal(1);
    for (let n = 0; n < 20; n++) server.publish(chat, typed);
    await clock.pass(100);
    for (const { seqs, realtime } of pages) {
      expect(seqs).to.deep.equal(upTo(20));
      expect(realtime.state.type).to.equal("open");
    }
  });

  it("lose and double nothing when the one that leads is closed, crashes, or is frozen", async () => {
    const { pages, server, clock } = await pagesOf(8);
    let last = 0;
    const say = (): void => void (server.publish(chat, typed), last++);
    const left = [...pages];
    for (const how of ["close", "crash", "freeze", "crash", "close"] as const) {
      const [leader] = left.splice(0, 1);
      say();
      if (how === "close") leader?.realtime.close();
      if (how === "crash") leader?.page.crash();
      if (how === "freeze") leader?.page.freeze();
      say();
      await clock.pass(how === "freeze" ? 10_000 : 500);
      say();
      await clock.pass(100);
      if (how === "freeze") expect(left.map(({ seqs }) => seqs.length)).to.deep.equal(left.map(() => last));
      for (const { seqs } of left) expect(seqs, how).to.deep.equal(upTo(last));
    }
    const thawed = pages[2];
    thawed?.page.freeze(false);
    say();
    await clock.pass(10_000);
    expect(thawed?.seqs).to.deep.equal(upTo(last));
    expect(server.open).to.equal(1);
  });

  it("that come later join where the stream is, and hear channels that nobody had asked for", async () => {
    const { pages, open, browser, server, clock } = await pagesOf(2);
    server.publish(chat, typed);
    await clock.pass(100);
    const late = open(browser.page());
    const global: unknown[] = [];
    late.realtime.subscribe("global", ({ seq }) => void global.push(seq));
    await clock.pass(500);
    server.publish(chat, typed);
    server.publish("global", "system:maintenance");
    await clock.pass(100);
    expect(late.seqs).to.deep.equal([2]);
    expect(global).to.deep.equal([1]);
    expect(pages[0]?.seqs).to.deep.equal([1, 2]);
    expect(server.open).to.equal(1);
  });

  it("keep the stream while one of them is looked at", async () => {
    const { pages, server, clock } = await pagesOf(2);
    pages[0]?.page.hide();
    await clock.pass(400_000);
    expect(server.open).to.equal(1);
    pages[1]?.page.hide();
    await clock.pass(900_000);
    expect(server.open).to.equal(0);
    pages[1]?.page.show();
    await clock.pass(2000);
    expect(server.open).to.equal(1);
  });

  it("wait for none whose sign-in does not count any more", async () => {
    const { another, browser, page, server, clock } = createTestRealtime();
    let token: string | null = testToken("mia", Date.UTC(2031, 0, 1));
    const before = another({ getToken: ({ force }) => (force ? null : token) }, page);
    before.subscribe(chat, () => undefined);
    await clock.pass(1000);
    server.refuse(401, { times: 1 });
    server.end("unauthenticated");
    await clock.pass(5000);
    expect(before.state).to.deep.equal({ type: "suspended", reason: "auth" });

    token = testToken("mia", Date.UTC(2032, 0, 1));
    const after = another({ getToken: () => token }, browser.page());
    after.subscribe(chat, () => undefined);
    await clock.pass(3000);
    expect(after.state.type).to.equal("open");
    before.close();
  });

  it("all forget the user who signs out in one", async () => {
    const { pages, server, clock } = await pagesOf(3);
    server.publish(chat, typed);
    await clock.pass(100);
    pages[1]?.realtime.signOut();
    await clock.pass(100);
    expect(server.open).to.equal(0);
    for (const { realtime } of pages) {
      expect(realtime.state).to.deep.equal({ type: "suspended", reason: "auth" });
      expect(realtime.recent()).to.deep.equal([]);
    }
  });
});
