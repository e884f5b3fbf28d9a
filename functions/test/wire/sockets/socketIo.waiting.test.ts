import { expect } from "chai";
import { io, type Socket } from "socket.io-client";
import { type Balancer, balancer } from "../../support/balancer.js";
import { eventually } from "../../support/eventually.js";
import { type ServerProcess, startServer } from "../../support/serverProcess.js";
import { aToken, aUser, type TestUser } from "../../support/users.js";
import { channelOf, range } from "../signals.js";
import { payloadsIn, signalSent, type TestSocket, testSocket } from "./socketIoClient.js";

describe("stock clients of Socket.IO", function () {
  this.timeout(120_000);
  const servers: ServerProcess[] = [];
  const open: Socket[] = [];
  const balancers: Balancer[] = [];

  before(async () => {
    const settings = { REALTIME_PING_MS: 600_000 };
    for (let count = 0; count < 3; count++) servers.push(await startServer(settings, undefined, "sockets"));
  });
  after(async () => {
    for (const socket of open) socket.disconnect();
    await Promise.all(balancers.map((one) => one.close()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  const serverAt = (index: number): ServerProcess => {
    const server = servers[index];
    if (!server) throw new RangeError("three servers");
    return server;
  };
  /** Connected through a balancer, which takes it to another server once the first has gone. */
  const connect = async (url: string, token: () => string): Promise<TestSocket> => {
    const socket = io(url, {
      auth: (give) => give({ token: token() }),
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    open.push(socket);
    const wrapped = testSocket(socket);
    await wrapped.connected();
    return wrapped;
  };

  it("lose nothing, and do nothing twice, while one instance is deployed anew and another is killed as it acknowledges", async () => {
    const user: TestUser = await aUser();
    let at = 0;
    const between = await balancer(() => Number(new URL(serverAt(at).baseUrl).port));
    balancers.push(between);
    const [writer, reader] = [
      await connect(between.url, () => user.idToken),
      await connect(between.url, () => user.idToken),
    ];
    await reader.io.emitWithAck("subscribe", channelOf(user));
    const recovered: boolean[] = [];
    reader.io.on("connect", () => recovered.push(reader.io.recovered));
    /** What is not known to be in the log is said again, under the same key. */
    const say = async (payload: number): Promise<number> => {
      for (;;) {
        const answer: unknown = await writer.io
          .timeout(3000)
          .emitWithAck(signalSent, channelOf(user), { topic: "t", payload }, { key: `number-${payload}` })
          .catch(() => undefined);
        const seq: unknown = Reflect.get(Object(answer), "seq");
        if (typeof seq === "number") return seq;
      }
    };
    const seqs: number[] = [];
    for (const [round, signal] of (["SIGTERM", "SIGKILL"] as const).entries()) {
      for (const number of range(20 * round, 20 * round + 9)) seqs.push(await say(number));
      const rest = range(20 * round + 10, 20 * round + 19).map(say);
      const gone = serverAt(at).stop(signal);
      at = round + 1;
      seqs.push(...(await Promise.all(rest)));
      await gone;
    }
    expect(seqs.sort((a, b) => a - b)).to.deep.equal(range(1, 40));
    await eventually(
      () => payloadsIn(reader),
      ({ length }) => length >= 40,
    );
    expect(payloadsIn(reader)).to.have.length(40).and.to.have.members(range(0, 39));
    expect(recovered).to.deep.equal([true, true]);
  });

  it("whose token ends come back with a new one, and were never away; those who renew it stay", async () => {
    const user = await aUser();
    const soon = aToken(user.uid, { exp: Math.floor(Date.now() / 1000) + 9 });
    const tokens = [soon];
    const lazy = await connect(serverAt(2).baseUrl, () => tokens.pop() ?? user.idToken);
    const renewed = await connect(serverAt(2).baseUrl, () => soon);
    await lazy.io.emitWithAck("subscribe", channelOf(user));
    const other = await aUser();
    expect(await renewed.io.emitWithAck("auth:refresh", { token: other.idToken })).to.include({
      status: 403,
    });
    expect(await renewed.io.emitWithAck("auth:refresh", { token: "none" })).to.include({ status: 401 });
    expect(await renewed.io.emitWithAck("auth:refresh", { token: user.idToken })).to.deep.equal({ ok: true });
    const stayed = renewed.io.id;
    const ended = new Promise((resolve) => lazy.io.once("disconnect", resolve));
    await ended;
    await lazy.connected();
    expect(lazy.io.recovered).to.equal(true);
    expect([renewed.io.connected, renewed.io.id]).to.deep.equal([true, stayed]);
  });
});
