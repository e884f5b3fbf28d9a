import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { Subscribed } from "@firecast/contract/sockets";
import { readSettings } from "../../../src/platform/params.js";
import { organizationOn } from "../../features/issues/organization.js";
import { anInstance, startInstance } from "../../support/testInstance.js";
import { auth, aUser } from "../../support/users.js";
import { SocketClient } from "../../support/webSocket.js";
import { channelOf, range } from "../signals.js";
import { aSocket } from "./socketIoClient.js";

const settings = { ...readSettings(), rateFactor: 1000, streamsPerUser: 100, socketsCompression: true };
const type = "user:signal:sent";

describe("a connection to /api/ws", function () {
  this.timeout(60_000);
  const one = anInstance({ settings });
  const other = anInstance({ settings });

  const connect = async (): Promise<SocketClient> => {
    const { idToken: token } = await aUser();
    return SocketClient.connected(one().url, { token });
  };

  it("ends by itself before its time is up, and its client knows when to come back", async () => {
    const brief = await startInstance({ settings: { ...settings, streamLifetimeMs: 1000 } });
    const { idToken: token } = await aUser();
    const client = await SocketClient.connected(brief.url, { token });
    expect(await client.closed()).to.deep.equal({ code: 1012, reason: "lifetime" });
    expect(Reconnect.parse(client.said.at(-1)?.data).retryMs).to.be.within(250, 1000);
    await brief.close();
  });

  it("is told, without any channel, that its account is blocked", async () => {
    const user = await aUser();
    const client = await SocketClient.connected(one().url, { token: user.idToken });
    await auth().updateUser(user.uid, { disabled: true });
    await other().instance.sockets.broadcast.control({ type: "user_changed", uid: user.uid });
    expect(await client.closed()).to.deep.equal({ code: 4401, reason: "unauthenticated" });
  });

  it("brings an event of several of its channels once, also to who comes back", async () => {
    const { organizationId, campus, hall, member, report } = await organizationOn(other());
    const { idToken: token } = member.user;
    const places = [`orgs/${organizationId}`, `campuses/${campus.id}`, `buildings/${hall.id}`];
    const subscribe = { type: "subscribe", channel: places.map((place) => `${place}/issues`) };
    const client = await SocketClient.connected(one().url, { token });
    const copied = await SocketClient.connected(one().url, { token, query: "?copies=1" });
    for (const reader of [client, copied]) await reader.ask(subscribe);
    for (const number of [1, 2]) {
      await report();
      await client.until(() => client.events.length === number);
    }
    const [, second] = client.events;
    await copied.until(() => copied.events.length === 6);
    for (const reader of [client, copied]) reader.close();
    await report();
    const again = await SocketClient.connected(one().url, { token });
    const answer = await again.ask({ ...subscribe, data: { cursor: second?.cursor } });
    const { channels } = Subscribed.parse(answer.ok && answer.data);
    expect(channels.map(({ start }) => start)).to.deep.equal(["resumed", "resumed", "resumed"]);
    await report();
    await again.until(() => again.events.length === 2);
    again.close();
    const ids = [...client.events, ...again.events].map((event) => event["id"]);
    expect(new Set(ids).size).to.equal(4);
  });

  it("and one of Socket.IO are sent long messages compressed, where that is set and they can read it", async () => {
    const user = await aUser();
    const data = { topic: "t", payload: "long ".repeat(2000) };
    const plain = await SocketClient.connected(one().url, { token: user.idToken, perMessageDeflate: false });
    const client = await SocketClient.connected(one().url, { token: user.idToken });
    const socket = await aSocket({ baseUrl: one().url }, { token: user.idToken });
    for (const reader of [plain, client]) await reader.ask({ type: "subscribe", channel: channelOf(user) });
    await socket.io.emitWithAck("subscribe", channelOf(user));
    await client.ask({ type: "send", channel: channelOf(user), data: { type, data } });
    for (const reader of [plain, client])
      expect((await reader.until((said) => said.type === type)).data).to.deep.equal(data);
    expect((await socket.next(type))[0]).to.deep.equal(data);
    expect([plain, client].map((reader) => reader.socket.extensions)).to.deep.equal([
      "",
      "permessage-deflate",
    ]);
    for (const { socket: open } of [plain, client]) open.terminate();
    socket.io.disconnect();
  });

  it("comes back elsewhere when its instance stops, each at a time of its own", async () => {
    const stopping = await startInstance({ settings });
    const { idToken: token } = await aUser();
    const clients = await Promise.all(
      range(1, 30).map(() => SocketClient.connected(stopping.url, { token })),
    );
    await stopping.close();
    for (const client of clients)
      expect(await client.closed()).to.deep.equal({ code: 1012, reason: "shutting_down" });
    const times = clients.map(({ said }) => Reconnect.parse(said.at(-1)?.data).retryMs);
    expect(new Set(times).size).to.be.greaterThan(20);
    (await connect()).close();
  });
});
