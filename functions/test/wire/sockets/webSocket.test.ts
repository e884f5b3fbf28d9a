import { expect } from "chai";
import { History } from "@firecast/contract/realtime";
import { SentEvent, type SocketAnswer, Subscribed } from "@firecast/contract/sockets";
import { callerOf } from "../../support/caller.js";
import { type ServerProcess, startServer } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";
import { SocketClient } from "../../support/webSocket.js";
import { aSpace, chatOf, join, say } from "../chat.js";
import { channelOf, connected, signal } from "../signals.js";

const statusOf = (answer: SocketAnswer): number => (answer.ok ? 200 : answer.problem.status);

describe("a client of /api/ws", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let second: ServerProcess;
  let user: TestUser;
  let channel: string;

  before(async () => {
    [server, second] = await Promise.all([sharedServer("sockets"), sharedServer("second")]);
  });
  beforeEach(async () => {
    user = await aUser();
    channel = channelOf(user);
  });

  const connect = (to = server): Promise<SocketClient> =>
    SocketClient.connected(to.baseUrl, { token: user.idToken });
  const aSignal = (payload: unknown) => ({ type: "user:signal:sent", data: { topic: "t", payload } });
  const payloads = (client: SocketClient): unknown[] =>
    client.events.map(({ data }) => (data as { payload: unknown }).payload);

  it("gains and loses channels while it is connected", async () => {
    const client = await connect();
    const first = await client.ask({ type: "subscribe", channel: [channel, "pins"] });
    expect(first.ok && Subscribed.parse(first.data).channels).to.deep.equal([
      { channel, start: "live", from: 0, head: 0 },
      { channel: `${channel}/pins`, alias: "pins", start: "live", from: 0, head: 0 },
    ]);
    await signal(second, user, 1);
    await client.until(({ seq }) => seq === 1);
    const again = await client.ask({ type: "subscribe", channel });
    expect(again.ok && Subscribed.parse(again.data).channels).to.have.length(1);
    expect((await client.ask({ type: "unsubscribe", channel })).ok).to.equal(true);
    expect((await client.ask({ type: "unsubscribe", channel })).ok).to.equal(true);
    await signal(server, user, 2);
    const resumed = await client.ask({ type: "subscribe", channel, data: { history: 1 } });
    expect(resumed.ok && Subscribed.parse(resumed.data).channels).to.deep.equal([
      { channel, start: "live", from: 1, head: 2 },
    ]);
    await client.until(({ seq }) => seq === 2);
    client.close();
    expect(payloads(client)).to.deep.equal([1, 2]);
  });

  it("goes on with the cursor of any transport, and any other with its own", async () => {
    const stream = await connected(server, user);
    await signal(server, user, 1);
    const { id: cursor } = await stream.waitFor(({ event }) => event === "user:signal:sent");
    stream.close();
    await signal(server, user, 2);
    const client = await connect(second);
    const answer = await client.ask({ type: "subscribe", channel, data: { cursor } });
    expect(answer.ok && Subscribed.parse(answer.data).channels).to.deep.equal([
      { channel, start: "resumed", from: 1, head: 2 },
    ]);
    const last = await client.until(({ seq }) => seq === 2);
    client.close();
    await signal(server, user, 3);
    const after = await connected(server, user, { lastEventId: last.cursor });
    await after.waitFor(({ data }) => JSON.stringify(data).includes('"payload":3'));
    after.close();
    expect(payloads(client)).to.deep.equal([2]);
  });

  it("sends what the catalogue lets it publish: the answer means that it is in the log", async () => {
    const client = await connect();
    await client.ask({ type: "subscribe", channel });
    const answer = await client.ask({ type: "send", channel, data: aSignal("hello") });
    const sent = answer.ok ? SentEvent.parse(answer.data) : undefined;
    expect(sent).to.deep.include({ channel, seq: 1 });
    const event = await client.until(({ type }) => type === "user:signal:sent");
    expect(event).to.deep.include({ id: sent?.id, channel, seq: 1, by: user.uid });
    const history = await callerOf(second.baseUrl, user).get(`/realtime/history?channel=${channel}`);
    expect(History.parse(history.body).items.map(({ id }) => id)).to.deep.equal([sent?.id]);
    client.close();
  });

  it("says that it types, and how far it has read, as by HTTP", async () => {
    const other = await aUser();
    const spaceId = await aSpace(server, user);
    await join(server, spaceId, other);
    const said = await say(server, spaceId, other, "read me");
    const [client, witness] = [
      await connect(),
      await SocketClient.connected(second.baseUrl, { token: other.idToken }),
    ];
    const [chat, reads] = [chatOf(spaceId), `spaces/${spaceId}/reads`];
    await witness.ask({ type: "subscribe", channel: [chat, reads] });
    const tell = (to: string, event: string, data: object) =>
      client.ask({ type: "send", channel: to, data: { type: event, data, idempotencyKey: event } });
    expect(statusOf(await tell(chat, "chat:typing", { typing: true }))).to.equal(200);
    const typing = await witness.until(({ type }) => type === "chat:typing");
    expect(typing.data).to.include({ uid: user.uid, typing: true });
    const read = { lastReadMessageId: said.id };
    const answers = [await tell(reads, "chat:read", read), await tell(reads, "chat:read", read)];
    expect(answers[0]?.ok).to.equal(true);
    expect(answers[1]).to.deep.include({ ...answers[0], id: "r3" });
    const receipt = await witness.until(({ type }) => type === "chat:read");
    expect(receipt.data).to.include({ uid: user.uid, lastReadMessageId: said.id });
    const refused = [
      await tell(reads, "chat:read", {}),
      await tell(`spaces/none/chat`, "chat:typing", { typing: true }),
    ];
    expect(refused.map(statusOf)).to.deep.equal([400, 404]);
    for (const { socket } of [client, witness]) socket.terminate();
  });

  it("is answered what is wrong, and goes on", async () => {
    const other = channelOf(await aUser());
    const client = await connect();
    const table: [number, Record<string, unknown>][] = [
      [404, { type: "subscribe", channel: other }],
      [404, { type: "subscribe", channel: "spaces/none/chat" }],
      [400, { type: "subscribe", channel: "__proto__" }],
      [400, { type: "subscribe", channel: "users/__proto__/../x" }],
      [400, { type: "subscribe", channel: [] }],
      [400, { type: "subscribe", channel: Array.from({ length: 17 }, (_, n) => `spaces/s${n}/chat`) }],
      [400, { type: "subscribe", channel, data: { cursor: "no cursor" } }],
      [400, { type: "subscribe" }],
      [400, { type: "constructor", channel }],
      [404, { type: "send", channel: other, data: aSignal(1) }],
      [400, { type: "send", channel, data: { type: "__proto__", data: {} } }],
      [400, { type: "send", channel, data: { type: "user:signal:sent", data: { topic: 7 } } }],
      [413, { type: "send", channel, data: aSignal("x".repeat(70_000)) }],
    ];
    const statuses = [];
    for (const [, message] of table) statuses.push(statusOf(await client.ask(message)));
    expect(statuses).to.deep.equal(table.map(([status]) => status));

    const nested = `${"[".repeat(1000)}${"]".repeat(1000)}`;
    const polluting = '{"__proto__":{"polluted":1},"type":"ping"}';
    const malformed = ["", "{", "null", "7", "[]", '"subscribe"', nested, polluting];
    for (const text of malformed) client.tell(text);
    expect(statusOf(await client.ask({ type: "ping" }))).to.equal(200);
    const unnamed = client.said.filter(({ type, id }) => type === "answer" && id === undefined);
    expect(unnamed.map((said) => said["ok"])).to.deep.equal(malformed.map(() => false));
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    client.close();
  });

  it("repeats, with a key, what it does not know the end of: one effect, the same answer", async () => {
    const mortal = await startServer({}, undefined, "sockets");
    const send = { type: "send", channel, data: { ...aSignal("once"), idempotencyKey: "k1" } };
    const client = await connect(mortal);
    await client.ask({ type: "subscribe", channel });
    client.tell({ ...send, id: "first" });
    // The event comes before its answer can be relied on: the process may be gone in between.
    await client.until(({ type }) => type === "user:signal:sent");
    await mortal.stop("SIGKILL");
    const again = await connect();
    const answer = await again.ask(send);
    expect(answer.ok && SentEvent.parse(answer.data)).to.deep.include({ channel, seq: 1 });
    expect(
      statusOf(await again.ask({ ...send, data: { ...aSignal("other"), idempotencyKey: "k1" } })),
    ).to.equal(422);
    again.close();
    const history = await callerOf(server.baseUrl, user).get(`/realtime/history?channel=${channel}`);
    expect(History.parse(history.body).items).to.have.length(1);
  });

  it("counts with the user's streams: the newest five stay, the others are told so", async () => {
    const clients: SocketClient[] = [];
    const stream = await connected(second, user);
    for (let n = 0; n < 5; n++) clients.push(await connect(n % 2 === 0 ? server : second));
    await stream.ended;
    const newest = await connect();
    expect(await clients[0]?.closed()).to.deep.equal({ code: 4429, reason: "connection_limit" });
    expect(clients[0]?.said.at(-1)).to.deep.include({ type: "reconnect" });
    for (const client of [...clients, newest]) client.close();
  });
});
