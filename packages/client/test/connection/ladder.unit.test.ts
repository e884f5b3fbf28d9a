import { expect } from "chai";
import { createTestRealtime } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

describe("a connection over a network that holds streams back", () => {
  it("goes on by long polls where a proxy holds streams back, and by streams again later, with one cursor", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const seqs: unknown[] = [];
    server.buffer();
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(40_000);
    expect(realtime.state).to.deep.equal({ type: "degraded", transport: "poll" });
    for (let n = 0; n < 20; n++) {
      server.publish(chat, typed);
      await clock.pass(500);
    }
    expect(seqs).to.have.lengthOf(20);
    server.buffer(false);
    await clock.pass(700_000);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(realtime.state).to.deep.equal({ type: "open" });
    expect(seqs).to.deep.equal(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it("asks every 5 to 10 s where neither gets through, and goes up again", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const seqs: unknown[] = [];
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(100);
    server.refuse(502, { path: "/stream", times: 5, problem: null });
    server.cut();
    await clock.pass(8000);
    expect(realtime.state).to.deep.equal({ type: "degraded", transport: "refetch" });
    server.publish(chat, typed);
    await clock.pass(10_000);
    expect(seqs).to.deep.equal([1]);
    await clock.pass(300_000);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(realtime.state.type).to.equal("open");
    expect(seqs).to.deep.equal([1, 2]);
  });

  it("tries a stream at once where the application asks for it, or the network is back, instead of asking on", async () => {
    for (const wake of ["connect", "online"] as const) {
      const { realtime, clock, server, page } = createTestRealtime();
      realtime.subscribe(chat, () => undefined);
      await clock.pass(100);
      server.refuse(502, { path: "/stream", times: 2, problem: null });
      server.cut();
      await clock.pass(8000);
      expect(realtime.state).to.deep.equal({ type: "degraded", transport: "refetch" });
      if (wake === "connect") realtime.connect();
      else page.setOnline(true);
      await clock.pass(600);
      expect(realtime.state.type).to.equal("open");
      realtime.close();
    }
  });

  it("hears and asks nothing any more once it is disconnected, also of an answer that is on its way", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const seqs: unknown[] = [];
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(100);
    server.refuse(502, { path: "/stream", times: 5, problem: null });
    server.cut();
    await clock.pass(8000);
    expect(realtime.state).to.deep.equal({ type: "degraded", transport: "refetch" });
    server.publish(chat, typed);
    server.slow(1000);
    const asked = server.requests.length;
    while (server.requests.length === asked) await clock.pass(100);
    realtime.disconnect();
    await clock.pass(120_000);
    expect([seqs, server.requests.length]).to.deep.equal([[], asked + 1]);
    realtime.connect();
    await clock.pass(120_000);
    expect(seqs).to.deep.equal([1]);
    realtime.close();
  });
});
