import type * as Testing from "@testing-library/react";
import { expect } from "chai";
import * as IndexedDB from "fake-indexeddb";
import { createElement, type ReactNode } from "react";
import { createRealtime, type Realtime } from "@firecast/client";
import { Document } from "@firecast/contract/documents";
import { RealtimeProvider, useDocument, useMessages, useSyncStatus } from "@firecast/react";
import { callerOf } from "../../../functions/test/support/caller.js";
import { type CuttableProxy, cuttableProxy } from "../../../functions/test/support/cuttableProxy.js";
import { eventually } from "../../../functions/test/support/eventually.js";
import type { ServerProcess } from "../../../functions/test/support/serverProcess.js";
import { sharedServer } from "../../../functions/test/support/servers.js";
import { aUser, type TestUser } from "../../../functions/test/support/users.js";
import { aSpace, join, say } from "../../../functions/test/wire/chat.js";
import { openPage } from "./support/dom.js";

describe("hooks over a server", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let line: CuttableProxy;
  let mia: TestUser;
  let ben: TestUser;
  let spaceId: string;
  let closePage: () => void;
  let testing: typeof Testing;
  const clients: Realtime[] = [];

  before(async () => {
    [server, mia, ben] = await Promise.all([sharedServer("first"), aUser(), aUser()]);
    [spaceId, line] = await Promise.all([aSpace(server, mia), cuttableProxy(new URL(server.baseUrl).host)]);
    await join(server, spaceId, ben);
    closePage = openPage();
    const { default: _, ...classes } = IndexedDB;
    Object.assign(globalThis, classes, {
      indexedDB: new IndexedDB.IDBFactory(),
      IS_REACT_ACT_ENVIRONMENT: false,
    });
    testing = await import("@testing-library/react");
  });

  afterEach(() => {
    testing.cleanup();
    for (const client of clients.splice(0)) client.close();
  });

  after(async () => {
    closePage();
    for (const name of ["indexedDB", ...Object.keys(IndexedDB)]) Reflect.deleteProperty(globalThis, name);
    await line.close();
  });

  /** A page of the user, as it is after each load: what it shows, and what closes it. */
  function aPage<Shown>(user: TestUser, hook: () => Shown, url = `http://${line.address}`) {
    const client = createRealtime({ url, getToken: () => user.idToken });
    clients.push(client);
    const wrapper = ({ children }: { children?: ReactNode }) =>
      createElement(RealtimeProvider, { client }, children);
    const { result, unmount } = testing.renderHook(hook, { wrapper });
    return {
      client,
      now: () => result.current,
      until: (fits: (shown: Shown) => boolean) => eventually(() => result.current, fits),
      close: () => {
        unmount();
        client.close();
      },
    };
  }

  const useChat = () => ({ ...useMessages(spaceId), ...useSyncStatus(), chat: useMessages(spaceId) });
  const textsOf = ({ messages }: { messages: readonly { text: string }[] }) =>
    messages.map(({ text }) => text);

  it("show what is written over a cut line, keep it over a reload, and send it once, in order", async () => {
    const first = aPage(mia, useChat);
    await first.until(({ isLoaded }) => isLoaded);
    await first.now().post("one");
    await line.cut("refused");
    for (const text of ["two", "three"])
      void first
        .now()
        .post(text)
        .catch(() => undefined); // the page goes first
    const waiting = await first.until(
      ({ waiting, messages }) => waiting.length === 2 && messages.length === 3,
    );
    expect(textsOf(waiting)).to.deep.equal(["one", "two", "three"]);
    first.close();
    await say(server, spaceId, ben, "meanwhile");

    const again = aPage(mia, useChat);
    expect(textsOf(await again.until(({ messages }) => messages.length === 2))).to.deep.equal([
      "two",
      "three",
    ]);
    await line.restore();
    again.client.connect();
    const sent = await again.until(({ waiting, isLoaded }) => isLoaded && waiting.length === 0);
    expect(textsOf(sent)).to.deep.equal(["one", "meanwhile", "two", "three"]);
    expect(sent.messages.some(({ isPending }) => isPending)).to.equal(false);
    const { body } = await callerOf(server.baseUrl, ben).get(`/spaces/${spaceId}/chat`);
    expect(body).to.have.property("items").with.length(4);
  });

  it("take back what the server refuses, and say why", async () => {
    const page = aPage(mia, useChat);
    const { messages } = await page.until(({ isLoaded }) => isLoaded);
    const problem: unknown = await page
      .now()
      .post("x".repeat(4001))
      .catch((error: unknown) => error);
    const { chat, failed } = await page.until(({ chat }) => chat.error !== undefined);
    expect(chat.error).to.equal(problem);
    expect(problem).to.include({ name: "RequestProblem", status: 400 });
    expect(textsOf(chat)).to.deep.equal(textsOf({ messages }));
    expect(failed.map(({ problem }) => problem)).to.deep.equal([problem]);
  });

  it("bring two who write in one document to the server's text, each seeing where the other stands", async () => {
    const owner = callerOf(server.baseUrl, mia);
    const made = Document.parse(
      (await owner.post("/documents", { title: "Plan", spaceId, content: "ab" })).body,
    );
    const [hers, his] = [mia, ben].map((user) => aPage(user, () => useDocument(made.id)));
    if (!hers || !his) throw new Error("There is a page for each.");
    for (const page of [hers, his])
      await page.until(({ isLoaded }) => isLoaded && page.client.state.type === "open");
    for (const letter of "12345") {
      hers.now().setContent(letter + hers.now().content);
      his.now().setContent(his.now().content + letter);
      await hers.until(({ content }) => content.startsWith(letter));
      await his.until(({ content }) => content.endsWith(letter));
    }
    const drawnBefore = his.now();
    hers.now().setContent(`6${hers.now().content}`);
    await his.until(({ content }) => content.startsWith("6"));
    drawnBefore.setContent(`${drawnBefore.content}6`); // a field that does not show hers yet
    his.now().moveCursor(0);
    const expected = "654321ab123456";
    for (const page of [hers, his])
      await page.until(({ content, isSaving }) => content === expected && !isSaving);
    await hers.until(({ cursors }) => Object.keys(cursors).includes(ben.uid));
    expect((await owner.get(`/documents/${made.id}`)).body).to.include({ content: expected });
    his.now().leave();
    await hers.until(({ cursors }) => Object.keys(cursors).length === 0);
  });
});
