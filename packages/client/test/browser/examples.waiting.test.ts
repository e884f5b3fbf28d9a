import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { WebSocketServer } from "ws";
import { callerOf } from "../../../../functions/test/support/caller.js";
import {
  type PageServer,
  pageOf,
  pageProgram,
  servePages,
} from "../../../../functions/test/support/browser/pageServer.js";
import { openProfile, type Profile } from "../../../../functions/test/support/browser/profile.js";
import { allowNotifications } from "../../../../functions/test/support/browser/push.js";
import { eventually } from "../../../../functions/test/support/eventually.js";
import type { ServerProcess } from "../../../../functions/test/support/serverProcess.js";
import { sharedServer } from "../../../../functions/test/support/servers.js";
import { aUser, type TestUser } from "../../../../functions/test/support/users.js";
import { aSpace } from "../../../../functions/test/wire/chat.js";
import { signal } from "../../../../functions/test/wire/signals.js";

const folder = new URL("../../../../examples/", import.meta.url);
const programs = {
  ...{ "live-list": "ts", channels: "ts", sockets: "ts", "plain-clients": "ts", "bind-live": "ts" },
  ...{ "ai-answer": "ts", "in-tests": "ts", "web-push": "ts", hooks: "tsx", queries: "tsx", sw: "ts" },
};
const live = '<b data-var="visitors">0</b>';

describe("the examples, in a browser", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let profile: Profile;
  let pages: PageServer;
  let user: TestUser;
  let spaceId: string;
  let echo: WebSocketServer;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
    spaceId = await aSpace(server, user);
    profile = await openProfile();
    pages = await servePages(await filesOf(), server.baseUrl);
    await allowNotifications(profile);
    const { uid, idToken } = user;
    await profile.context.addInitScript(`Object.assign(sessionStorage, ${JSON.stringify({ uid, idToken })})`);
    echo = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    echo.on("connection", (socket) =>
      socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })),
    );
  });

  /** Pages of one user share a connection: each example begins with none. */
  afterEach(async () => {
    for (const page of profile.context.pages().slice(1)) await page.close();
  });

  after(async () => {
    await profile?.close();
    await pages?.close();
    echo?.close();
  });

  async function open(name: keyof typeof programs, query: Record<string, string> = {}): Promise<Page> {
    const { page } = await profile.tab(
      `${pages.origin}/${name}.html?${new URLSearchParams(query).toString()}`,
    );
    return page;
  }
  const shows = (page: Page, what: string, fits: (text: unknown) => boolean): Promise<unknown> =>
    eventually(() => page.evaluate(what), fits);
  const says = (page: Page, name: string, fits: string | ((text: string) => boolean)): Promise<unknown> =>
    shows(page, `document.body.dataset[${JSON.stringify(name)}]`, (text) =>
      typeof fits === "string" ? text === fits : typeof text === "string" && fits(text),
    );
  const reads = (page: Page, selector: string, text: string): Promise<unknown> =>
    shows(page, `document.querySelector(${JSON.stringify(selector)})?.textContent`, (found) =>
      String(found).includes(text),
    );

  it("live-list shows what comes", async () => {
    const page = await open("live-list");
    await says(page, "state", "open");
    await signal(server, user, "hello");
    await reads(page, "li", "t");
  });

  it("channels subscribes by other names, sends, and calls the API", async () => {
    const page = await open("channels", { space: spaceId });
    await says(page, "state", "open");
    await says(page, "start", "live");
    await page.click("button");
    await says(page, "history", (count) => Number(count) >= 2);
    await says(page, "chat", (type) => type.startsWith("chat:"));
    await says(page, "lists", (counts) => /^\d,0,0$/.test(counts));
    await says(page, "monitor", (text) => text.includes("over 1 connections"));
    expect(await page.evaluate("document.body.dataset.error")).to.equal(undefined);
  });

  it("sockets goes on as a stream where there is no socket", async () => {
    const page = await open("sockets");
    await says(page, "state", "open");
    await signal(server, user, "hello");
    await says(page, "heard", "user:signal:sent");
  });

  it("plain-clients opens a stream and a socket by their addresses", async () => {
    const { port } = echo.address() as AddressInfo;
    const page = await open("plain-clients", { echo: `ws://127.0.0.1:${port}` });
    await says(page, "sse", "connected");
    await says(page, "socket", "connected");
    await says(page, "message", '{"hello":"world"}');
    await signal(server, user, "hello");
    await says(page, "signal", (text) => text.includes('"hello"'));
  });

  it("bind-live shows a variable of the user's pin, marked for a while", async () => {
    const caller = callerOf(server.baseUrl, user);
    const { id } = (await caller.post("/pins", { title: "Board" })).body as { id: string };
    const page = await open("bind-live");
    await eventually(
      () => pages.underWay.some((path) => path.includes("channels=pins")),
      (isOpen) => isOpen,
    );
    let visitors = 0;
    // What comes before the stream has begun is not shown.
    await eventually(
      async () => {
        await caller.put(`/pins/${id}`, { templateVars: { visitors: ++visitors } });
        return page.evaluate("document.querySelector('.live-updating')?.textContent");
      },
      (text) => Number(text) > 0,
    );
    await shows(page, "document.querySelector('.live-updating')", (marked) => marked === null);
  });

  it("hooks show and write what they are for", async () => {
    const caller = callerOf(server.baseUrl, user);
    const { id: tool } = (await caller.post("/tools", { name: "Poll" })).body as { id: string };
    const made = await caller.post("/documents", { title: "Plan", content: "Once" });
    const { id: document } = made.body as { id: string };
    const page = await open("hooks", { space: spaceId, tool, document });
    await reads(page, ".live-badge", "Live");
    await reads(page, "#switch", "open");
    await shows(page, "document.querySelector('#signals').dataset.connected", (is) => is === "true");
    await page.click("#chat button");
    await reads(page, "#chat p", "Hello");
    await reads(page, "#poll", "0 votes");
    await page.click("#poll");
    await reads(page, "#poll", "1 votes");
    await shows(page, "document.querySelector('#poll').dataset.saving", (is) => is === "false");
    await shows(page, "document.querySelector('#text').value", (text) => text === "Once");
    await page.fill("#text", "Once upon");
    await eventually(
      async () => (await caller.get(`/documents/${document}`)).body as { content: string },
      ({ content }) => content === "Once upon",
    );
    await page.click('#horses button:text-is("Rename")');
    await reads(page, "#horses", "Ada IIEve");
    await page.click('#horses button:text-is("Remove")');
    await shows(page, "document.querySelectorAll('#horses p').length", (rows) => rows === 1);
    await page.click('#horses button:text-is("Add")');
    await reads(page, "#horses [role=alert]", "No stall is free.");
    await page.click("#send");
    await reads(page, "#signals", "user:signal:sent");
    await reads(page, "#bell", "all saved");
    await reads(page, ".realtime-debug-panel", "user:signal:sent");
    await page.click("#switch");
    await reads(page, "#switch", "suspended");
  });

  it("queries keep what is cached true to events, take back what is refused, and suspend until it is loaded", async () => {
    const caller = callerOf(server.baseUrl, user);
    const { id: tool } = (await caller.post("/tools", { name: "Poll" })).body as { id: string };
    await caller.post(`/tools/${tool}/state`, { patch: { votes: 3 } });
    await caller.post(`/spaces/${spaceId}/chat`, { text: "Good morning" });
    const page = await open("queries", { space: spaceId, tool });
    await reads(page, "#newest", '"votes":3');
    const count = (): Promise<number> => page.locator("#cached p").count();
    const before = await eventually(count, (found) => found > 0);
    await caller.post(`/spaces/${spaceId}/chat`, { text: "From elsewhere" });
    await reads(page, "#cached p:last-child", "From elsewhere");
    await reads(page, "#newest", "From elsewhere");
    await page.click('#cached button:text-is("Say hello")');
    await eventually(count, (found) => found === before + 2);
    await page.click('#cached button:text-is("Say too much")');
    await reads(page, "#cached [role=alert]", "");
    await eventually(count, (found) => found === before + 3); // the reason in place of the text
  });

  it("ai-answer shows each token once, through a reload, on another device, and when it has ended", async () => {
    const { uid, idToken } = user;
    const page = await open("ai-answer");
    const tokens = (on: Page): Promise<string[]> =>
      on.evaluate("document.querySelector('p')?.textContent?.trim().split(' ') ?? []");
    const numbersOf = (found: readonly string[]): number[] =>
      found.map((token) => Number(token.split(":")[0]));
    const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
    await page.click("button");
    await eventually(
      () => tokens(page),
      (found) => found.length > 20,
    );
    await page.reload();
    const device = await openProfile();
    try {
      await device.context.addInitScript(
        `Object.assign(sessionStorage, ${JSON.stringify({ uid, idToken })})`,
      );
      const { page: second } = await device.tab(`${pages.origin}/ai-answer.html`);
      const early = await eventually(
        () => tokens(page),
        (found) => found.length > 20,
      );
      expect(numbersOf(early)).to.deep.equal(upTo(early.length));
      for (const reader of [page, second]) await says(reader, "ended", (id) => id !== "");
      await shows(page, "document.querySelector('progress').value", (percent) => percent === 100);
      await second.reload();
      await says(second, "ended", (id) => id !== "");
      for (const reader of [page, second]) {
        const all = await tokens(reader);
        expect(numbersOf(all)).to.deep.equal(upTo(180));
      }
    } finally {
      await device.close();
    }
  });

  it("in-tests needs no server", async () => {
    const page = await open("in-tests");
    await says(page, "heard", "1,2,3");
  });

  it("web-push turns pushes on by a click", async () => {
    const page = await open("web-push");
    await reads(page, "button", "Pushes are off");
    await page.click("button");
    await reads(page, "button", "Pushes are on");
  });
});

/** Each example as a page, and the service worker. */
async function filesOf(): Promise<Record<string, string>> {
  const files = Object.entries(programs).map(async ([name, ending]) => {
    const program = await pageProgram(new URL(`${name}.${ending}`, folder));
    const { "/index.html": page = "" } = pageOf(program, live);
    return { [`/${name}.html`]: page.replace("/page.js", `/${name}.js`), [`/${name}.js`]: program };
  });
  return Object.assign({}, ...(await Promise.all(files))) as Record<string, string>;
}
