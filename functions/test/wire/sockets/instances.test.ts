import { expect } from "chai";
import { io } from "socket.io-client";
import { hours, minutes } from "../../../src/platform/clock.js";
import { type Balancer, balancer } from "../../support/balancer.js";
import { eventually } from "../../support/eventually.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { anInstance, startInstance, type TestInstance } from "../../support/testInstance.js";
import { aToken, aUser, type TestUser } from "../../support/users.js";
import { channelOf, range, signal } from "../signals.js";
import { aSocket, payloadsIn, signalSent, type TestSocket, testSocket } from "./socketIoClient.js";

/** No instance is sticky: whatever a socket was told by one, holds on the others. */
describe("Socket.IO over instances", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let between: Balancer;
  let next = "";
  const own = anInstance();
  const later: TestInstance[] = [];
  const open: TestSocket[] = [];

  before(async () => {
    [first, second] = await Promise.all([sharedServer("second"), sharedServer("sockets")]);
    between = await balancer(() => Number(new URL(next).port));
  });
  after(async () => {
    for (const socket of open) socket.io.disconnect();
    await between.close();
    await Promise.all(later.map((instance) => instance.close()));
  });

  const opened = (socket: TestSocket): TestSocket => {
    open.push(socket);
    return socket;
  };
  const connect = async (to: { baseUrl: string }, token: string): Promise<TestSocket> =>
    opened(await aSocket(to, { token }));
  const hears = (socket: TestSocket, wanted: readonly unknown[]): Promise<unknown> =>
    eventually(
      () => payloadsIn(socket),
      ({ length }) => length >= wanted.length,
    ).then((heard) => expect(heard).to.deep.equal(wanted));
  /** An instance on which so much more time has gone by. */
  const instanceIn = async (ms: number): Promise<TestInstance> => {
    const instance = await startInstance({ clock: { now: () => Date.now() + ms } });
    later.push(instance);
    return instance;
  };
  /** Connected, cut off when all of it was heard, and connected again by itself to the instance at `url`. */
  const movedTo = async (url: string, socket: TestSocket, missed: () => Promise<unknown>): Promise<void> => {
    next = url;
    const again = new Promise((resolve) => socket.io.once("connect", () => resolve(undefined)));
    between.cut();
    await missed();
    await again;
  };

  it("recovers, on another and minutes later, exactly what was missed; not what nobody keeps any more", async () => {
    const user = await aUser();
    const token = aToken(user.uid, { exp: Math.floor((Date.now() + hours(40)) / 1000) });
    next = first.baseUrl;
    const socket = await connect({ baseUrl: between.url }, token);
    await socket.io.emitWithAck("subscribe", channelOf(user));
    const { id } = socket.io;
    const places = [second.baseUrl, (await instanceIn(minutes(10))).url, first.baseUrl];
    for (const [round, url] of places.entries()) {
      await movedTo(url, socket, () => signal(first, user, ...range(10 * round, 10 * round + 9)));
      expect([socket.io.recovered, socket.io.id], url).to.deep.equal([true, id]);
      await hears(socket, range(0, 10 * round + 9));
    }
    await movedTo((await instanceIn(hours(25))).url, socket, () => Promise.resolve());
    expect(socket.io.recovered).to.equal(false);
  });

  it("recovers nobody by the private id of somebody else, or by one that is none", async () => {
    const [user, other] = await Promise.all([aUser(), aUser()]);
    const socket = await connect(first, user.idToken);
    await socket.io.emitWithAck("subscribe", channelOf(user));
    await signal(first, user, "before");
    await hears(socket, ["before"]);
    const pid = String(Reflect.get(socket.io, "_pid"));
    const offset = String(Reflect.get(socket.io, "_lastOffset"));
    socket.cut();
    await signal(first, user, "missed");
    const thieves: TestSocket[] = [];
    for (const stolen of [
      { pid, offset },
      { pid: `../${pid}`.slice(0, 20), offset },
      { pid: "__proto__", offset: "x".repeat(3000) },
      { pid: [pid], offset: { offset } },
      { pid, offset: 7 },
    ]) {
      const auth = { token: other.idToken, ...stolen };
      const thief = opened(
        testSocket(
          io(second.baseUrl, { auth, transports: ["websocket"], forceNew: true, reconnection: false }),
        ),
      );
      await thief.connected();
      thieves.push(thief);
      expect(Reflect.get(thief.io, "_pid"), JSON.stringify(stolen)).not.to.equal(pid);
      expect(thief.io.id).not.to.equal(socket.io.id);
    }
    await socket.comeBack();
    await hears(socket, ["before", "missed"]);
    expect(thieves.flatMap(payloadsIn)).to.deep.equal([]);
  });

  it("finds sockets of all, has them join and leave rooms and be gone, and tells those that are there", async () => {
    const [one, other] = await Promise.all([aUser(), aUser()]);
    const sockets = [await connect(first, one.idToken), await connect(second, other.idToken)];
    const { emitter } = own().instance;
    const found = async (room: string): Promise<string[]> =>
      (await emitter.in(room).fetchSockets()).map(({ data }) => data.uid).sort();
    for (const [index, { uid }] of [one, other].entries()) {
      const room = `users/${uid}`;
      await sockets[index]?.io.emitWithAck("subscribe", room);
      await emitter.in(room).socketsJoin("both");
    }
    const wanted = [one.uid, other.uid].sort();
    await eventually(
      () => found("both"),
      ({ length }) => length === 2,
    );
    expect(await found("both")).to.deep.equal(wanted);
    await emitter.to("both").emit("custom", { n: 1 });
    for (const socket of sockets) expect(await socket.next("custom")).to.deep.equal([{ n: 1 }]);
    await emitter.in(`users/${one.uid}`).socketsLeave("both");
    await emitter.to("both").except(`users/${one.uid}`).emit("custom", 2);
    expect(await sockets[1]?.next("custom")).to.deep.equal([2]);
    const gone = sockets.map(
      ({ io: socket }) => new Promise((resolve) => socket.once("disconnect", resolve)),
    );
    await emitter.in(`users/${one.uid}`).disconnectSockets(true);
    await emitter.in("both").disconnectSockets(true);
    expect(await Promise.all(gone)).to.deep.equal(["io server disconnect", "io server disconnect"]);
    expect(await found("both")).to.deep.equal([]);
  });

  it("has a socket on another hear an event of any function once, in however many of its rooms it is", async () => {
    const user: TestUser = await aUser();
    const socket = await connect(second, user.idToken);
    for (const room of [`user:${user.uid}`, channelOf(user)])
      expect(await socket.io.emitWithAck("subscribe", room)).to.include({ ok: true });
    await own().instance.emitter.to(`user:${user.uid}`).emit(signalSent, { topic: "t", payload: "once" });
    await signal(first, user, "last");
    await hears(socket, ["once", "last"]);
  });
});
