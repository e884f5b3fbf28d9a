import { expect } from "chai";
import { createRealtime } from "../../src/createRealtime.js";
import { createTestRealtime, testToken } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

/** A page that follows a chat of three events, has missed the second, and waits for it: the history is slow. */
async function aPageThatWaits() {
  const { realtime, server, clock } = createTestRealtime();
  const heard: (string | number | undefined)[] = [];
  realtime.subscribe(chat, ({ seq }) => heard.push(seq), {
    onStart: ({ start, head }) => heard.push(`${start} at ${head}`),
  });
  await clock.pass(500);
  server.slow(1000);
  server.publish(chat, typed);
  server.drop();
  server.publish(chat, typed);
  server.publish(chat, typed);
  await clock.pass(100);
  expect(heard).to.deep.equal(["live at 0", 1]);
  const asked = () => server.requests.filter(({ url }) => url.pathname.endsWith("/history")).length;
  return { realtime, server, clock, heard, asked };
}

describe("what comes while missed events are fetched", () => {
  it("waits for them", async () => {
    const { realtime, server, clock, heard } = await aPageThatWaits();
    server.publish(chat, typed);
    await clock.pass(500);
    expect(heard.slice(2)).to.deep.equal([]);
    await clock.pass(1000);
    expect(heard.slice(2)).to.deep.equal([2, 3, 4]);
    realtime.close();
  });

  it("waits also over a reconnect: they are asked for once", async () => {
    const { realtime, server, clock, heard, asked } = await aPageThatWaits();
    server.end("lifetime", 50);
    server.publish(chat, typed);
    await clock.pass(500);
    expect([realtime.state.type, heard.slice(2)]).to.deep.equal(["open", []]);
    await clock.pass(1000);
    expect([heard.slice(2), asked()]).to.deep.equal([[2, 3, 4], 1]);
    realtime.close();
  });

  it("takes their place where the channel was made anew meanwhile: they are of another one", async () => {
    const { realtime, server, clock, heard } = await aPageThatWaits();
    server.recreate(chat);
    server.publish(chat, typed);
    await clock.pass(2000);
    expect(heard.slice(2)).to.deep.equal(["reset at 0", 1]);
    realtime.close();
  });

  it("is a loss where they cannot be had though the server says that nothing lacks: they are asked for once", async () => {
    const { server, clock, page } = createTestRealtime();
    let asked = 0;
    const realtime = createRealtime(
      { getToken: () => testToken("mia", clock.now() + 3_600_000) },
      {
        ...page.env,
        fetch: (url, init) => {
          if (!url.includes("/history")) return server.fetch(url, init);
          asked++;
          return Promise.resolve(Response.json({ items: [], nextCursor: "c", complete: true }));
        },
      },
    );
    const heard: (string | number | undefined)[] = [];
    realtime.subscribe(chat, ({ seq }) => heard.push(seq), {
      onStart: ({ start, head }) => heard.push(`${start} at ${head}`),
    });
    await clock.pass(500);
    server.publish(chat, typed);
    server.drop();
    server.publish(chat, typed);
    server.publish(chat, typed);
    await clock.pass(500);
    server.publish(chat, typed);
    await clock.pass(500);
    server.publish(chat, typed);
    await clock.pass(500);
    expect([heard, asked]).to.deep.equal([["live at 0", 1, "reset at 4", 5], 1]);
    realtime.close();
  });
});
