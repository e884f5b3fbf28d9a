import { expect } from "chai";
import { Ticket } from "@firecast/contract/realtime";
import { send } from "../../support/api.js";
import { callerOf } from "../../support/caller.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser, type TestUser } from "../../support/users.js";
import { aSpace, chatOf, join } from "../chat.js";
import { channelOf, range, signal } from "../signals.js";
import { aSocket, type TestSocket } from "./socketIoClient.js";

const said = "user:signal:sent";

describe("Socket.IO", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  const own = anInstance();
  const open: TestSocket[] = [];

  before(async () => {
    server = await sharedServer("sockets");
  });
  after(() => {
    for (const { io } of open) io.disconnect();
  });

  const connect = async (user: TestUser): Promise<TestSocket> => {
    const socket = await aSocket(server, { token: user.idToken });
    open.push(socket);
    return socket;
  };
  const payload = async (socket: TestSocket): Promise<unknown> => {
    const [data] = await socket.next(said);
    return data;
  };

  it("emits the catalogue's events with data, envelope and cursor to who has subscribed", async () => {
    const user = await aUser();
    const socket = await connect(user);
    const room = channelOf(user);
    const answer: unknown = await socket.io.emitWithAck("subscribe", room);
    const start = { channel: room, start: "live", from: 0, head: 0 };
    expect(answer).to.deep.equal({ ok: true, room, channels: [start] });
    await signal(server, user, "hello");
    const [data, envelope, cursor] = await socket.next(said);
    expect(data).to.deep.equal({ topic: "t", payload: "hello" });
    expect(envelope).to.deep.include({ channel: room, type: said, seq: 1, by: user.uid, data });
    expect(cursor).to.be.a("string");

    expect(await socket.io.emitWithAck("unsubscribe", room)).to.deep.equal({ ok: true, room });
    await signal(server, user, "unheard");
    await socket.io.emitWithAck("subscribe", `user:${user.uid}`);
    await signal(server, user, "heard");
    expect(await payload(socket)).to.deep.equal({ topic: "t", payload: "heard" });
  });

  it("recovers what a socket missed, in order, and its rooms, though nothing had come before", async () => {
    const user = await aUser();
    const socket = await connect(user);
    await socket.io.emitWithAck("subscribe", channelOf(user));
    const { id } = socket.io;
    for (const round of [0, 1]) {
      socket.cut();
      await signal(server, user, ...range(10 * round, 10 * round + 9));
      await socket.comeBack();
      expect([socket.io.recovered, socket.io.id]).to.deep.equal([true, id]);
      for (const number of range(10 * round, 10 * round + 9))
        expect(await payload(socket)).to.deep.equal({ topic: "t", payload: number });
    }
    expect(socket.heard.filter(([name]) => name === said)).to.have.length(20);
  });

  it("says that what was missed is gone, and goes on in the same rooms", async () => {
    const user = await aUser();
    const socket = await connect(user);
    await signal(server, user, "before");
    await socket.io.emitWithAck("subscribe", channelOf(user));
    socket.cut();
    await signal(server, user, ...range(1, 60));
    await socket.comeBack();
    expect(socket.io.recovered).to.equal(false);
    const [reset] = await socket.next("reset");
    expect(reset).to.deep.include({ channel: channelOf(user), reason: "unknown_position" });
    await signal(server, user, "after");
    expect(await payload(socket)).to.deep.equal({ topic: "t", payload: "after" });
  });

  it("answers with a problem what may not be done, alike for what does not exist", async () => {
    const [user, other] = await Promise.all([aUser(), aUser()]);
    const socket = await connect(user);
    const hidden: unknown = await socket.io.emitWithAck("subscribe", channelOf(other));
    expect(hidden).to.deep.include({ type: "urn:firecast:problem:not-found", status: 404 });
    for (const [room, status] of [
      ["space:elsewhere", 404],
      ["org:northside", 404],
      ["__proto__", 400],
      ["space:__proto__", 400],
      ["constructor", 404],
      ["spaces/a/b/chat", 400],
      [{ channel: 7 }, 400],
      [undefined, 400],
    ])
      expect(await socket.io.emitWithAck("subscribe", room), JSON.stringify(room)).to.include({ status });
    expect(await socket.io.emitWithAck("chat:typing", "space:elsewhere", { typing: true })).to.include({
      status: 404,
    });
    expect(await socket.io.emitWithAck(said, channelOf(other), { topic: "t", payload: 1 })).to.include({
      status: 404,
    });
    expect(Reflect.get({}, "polluted")).to.equal(undefined);
  });

  it("has clients say what the catalogue lets them, acknowledged once it is in the log", async () => {
    const user = await aUser();
    const socket = await connect(user);
    const room = channelOf(user);
    await socket.io.emitWithAck("subscribe", room);
    const data = { topic: "t", payload: "by socket" };
    const first: unknown = await socket.io.emitWithAck(said, room, data, { key: "once" });
    expect(first).to.deep.include({ ok: true, channel: room, seq: 1 });
    expect(await socket.io.emitWithAck(said, { channel: room, data, key: "once" })).to.deep.equal(first);
    expect(await payload(socket)).to.deep.equal(data);
    expect(await socket.io.emitWithAck(said, room, { topic: 7 })).to.include({ status: 400 });
  });

  it("refuses who cannot say who they are, and pages of other origins", async () => {
    const user = await aUser();
    const refusal = async (token: string, headers = {}): Promise<Error & { data?: unknown }> => {
      const refused = await aSocket(server, { token, headers }).catch((error: Error) => error);
      if (!(refused instanceof Error)) throw new Error("it was let in");
      return refused;
    };
    expect((await refusal("nonsense")).data).to.include({ status: 401 });
    expect((await refusal("")).data).to.include({ status: 401 });
    const foreign = await refusal(user.idToken, { Origin: "https://evil.example" });
    expect(foreign.message).to.equal("websocket error");
  });

  it("lets in by a ticket, which opens one socket and lets it come back, or by the cookie of a page of ours", async () => {
    const user = await aUser();
    const { body } = await callerOf(server.baseUrl, user).post("/realtime/tickets");
    const { ticket } = Ticket.parse(body);
    const session = await send(server.baseUrl, "POST", "/session", { body: { idToken: user.idToken } });
    const Cookie = session.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const opened = async (auth: object, headers = {}): Promise<TestSocket> => {
      const socket = await aSocket(server, { auth, headers });
      open.push(socket);
      expect(await socket.io.emitWithAck("subscribe", channelOf(user))).to.include({ ok: true });
      return socket;
    };
    const byTicket = await opened({ ticket });
    await opened({}, { Cookie, Origin: "http://localhost:5000" });
    for (const [auth, headers] of [
      [{ ticket }, {}],
      [{}, { Cookie }],
      [{}, { Cookie, Origin: "https://evil.example" }],
    ] as const)
      expect(await aSocket(server, { auth, headers }).catch((error: unknown) => error)).to.be.an("error");
    byTicket.cut();
    await signal(server, user, "missed");
    await byTicket.comeBack();
    expect(byTicket.io.recovered).to.equal(true);
    expect(await payload(byTicket)).to.deep.equal({ topic: "t", payload: "missed" });
  });

  it("has nobody say what the backend alone says, or what no event is called", async () => {
    const user = await aUser();
    const socket = await connect(user);
    for (const [type, room] of [
      ["system:health_update", "global"],
      ["notification:created", `users/${user.uid}/notifications`],
      ["issue:created", "org:northside"],
      ["presence:joined", channelOf(user)],
      ["constructor", channelOf(user)],
      ["__proto__", channelOf(user)],
      ["connected", channelOf(user)],
      ["", channelOf(user)],
    ] as const) {
      const answer: unknown = await socket.io.emitWithAck(type, room, {});
      expect(Reflect.get(Object(answer), "status"), type).to.be.oneOf([400, 403, 404]);
    }
    socket.io.io.engine.write(`2[7,"${channelOf(user)}",{}]`);
    const [problem] = await socket.next("error");
    expect(Reflect.get(Object(problem), "status")).to.be.oneOf([400, 404]);
    expect(await socket.io.emitWithAck("subscribe", channelOf(user))).to.include({ ok: true });
  });

  it("tells polling clients to use WebSockets", async () => {
    const answer = await fetch(`${server.baseUrl}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).to.equal(400);
    expect(await answer.text()).to.contain('transports: [\\"websocket\\"]');
  });

  it("tells who loses the right to a room, and emits nothing of it any more", async () => {
    const [owner, guest] = await Promise.all([aUser(), aUser()]);
    const spaceId = await aSpace(server, owner);
    await join(server, spaceId, guest);
    const [one, other] = await Promise.all([connect(owner), connect(guest)]);
    const room = `space:${spaceId}`;
    expect(await other.io.emitWithAck("subscribe", room)).to.include({ ok: true });
    expect(await one.io.emitWithAck("chat:typing", room, { typing: true })).to.deep.equal({ ok: true });
    const [typing] = await other.next("chat:typing");
    expect(typing).to.include({ uid: owner.uid, typing: true });
    await send(server.baseUrl, "DELETE", `/spaces/${spaceId}/members/${guest.uid}`, { token: owner.idToken });
    const [left] = await other.next("left");
    expect(left).to.include({ room, reason: "forbidden" });
    expect(await other.io.emitWithAck("subscribe", chatOf(spaceId))).to.include({ status: 404 });
  });

  it("hears what any function of the project says to rooms, and has sockets join and go", async () => {
    const user = await aUser();
    const socket = await connect(user);
    const { emitter } = own().instance;
    await socket.io.emitWithAck("subscribe", channelOf(user));
    await emitter.to(`user:${user.uid}`).emit(said, { topic: "t", payload: "logged" });
    expect(await payload(socket)).to.deep.equal({ topic: "t", payload: "logged" });
    await emitter.to(channelOf(user)).emit("custom", 1, "text");
    expect(await socket.next("custom")).to.deep.equal([1, "text", null]);
    const { id = "" } = socket.io;
    await socket.io.emitWithAck("unsubscribe", id);
    await emitter.to(id).emit("own", 1);
    expect(await socket.next("own"), "reached by its id, whatever it has left").to.deep.equal([1]);
    await emitter.in(channelOf(user)).socketsJoin("friends");
    await emitter.to("friends").emit("custom", 2);
    expect(await socket.next("custom")).to.deep.equal([2]);
    const gone = new Promise((resolve) => socket.io.once("disconnect", resolve));
    await emitter.in("friends").disconnectSockets();
    expect(await gone).to.equal("io server disconnect");
  });
});
