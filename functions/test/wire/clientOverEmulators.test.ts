import { expect } from "chai";
import {
  createRealtime,
  type Realtime,
  type RealtimeEvent,
  type RealtimeOptions,
} from "../../../packages/client/src/index.js";
import { callerOf } from "../support/caller.js";
import { cuttableProxy } from "../support/cuttableProxy.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aToken, aUser, type TestUser } from "../support/users.js";
import { aSpace, say } from "./chat.js";
import { range, signal } from "./signals.js";

/** The soak test sets these higher. */
const countOf = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const cuts = countOf("CLIENT_CUTS", 8);
const kills = countOf("CLIENT_KILLS", 2);
const renewals = countOf("CLIENT_RENEWALS", 2);
/** Two events each, of the 50 that the channel keeps. */
const cutsInARow = 20;
/** How long a token is good for, s. */
const tokenSeconds = countOf("CLIENT_TOKEN_SECONDS", 13);

describe("the client SDK in Node, over the tests' servers", function () {
  this.timeout(60_000 + (cuts + 10 * kills + tokenSeconds * renewals) * 1000);
  let steady: ServerProcess;
  let sockets: ServerProcess;
  let user: TestUser;
  const clients: Realtime[] = [];

  before(async () => {
    [steady, sockets, user] = await Promise.all([sharedServer("first"), sharedServer("sockets"), aUser()]);
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  /** A client that streams from `streamUrl`, and the events that it has handed out. */
  async function listening(
    streamUrl: string,
    getToken = (): string => user.idToken,
    more: RealtimeOptions = {},
  ) {
    const realtime = createRealtime({ url: steady.baseUrl, streamUrl, getToken, ...more });
    clients.push(realtime);
    const events: RealtimeEvent[] = [];
    const resets: unknown[] = [];
    realtime.subscribe(`users/${user.uid}`, (event) => void events.push(event), {
      onStart: (continuity) => void (continuity.start === "reset" && resets.push(continuity)),
    });
    await eventually(
      () => realtime.state.type,
      (state) => state === "open",
    );
    const begunAfter = (await signal(steady, user, "first"))[0] ?? 0;
    return { realtime, events, resets, begunAfter };
  }

  const hasAll = ({ events }: { readonly events: readonly RealtimeEvent[] }, last: number) =>
    eventually(
      () => events.at(-1)?.seq,
      (seq) => seq === last,
      60_000,
    );

  const expectWhole = async (
    { events, resets, begunAfter }: Awaited<ReturnType<typeof listening>>,
    last: number,
  ): Promise<void> => {
    await hasAll({ events }, last);
    expect(events.map(({ seq }) => seq)).to.deep.equal(range(begunAfter, last));
    expect(resets).to.deep.equal([]);
  };

  it(`misses and doubles nothing over ${cuts} cuts, and meets the echo of its own write`, async () => {
    const line = await cuttableProxy(new URL(steady.baseUrl).host);
    const client = await listening(`http://${line.address}`);
    for (let cut = 0; cut < cuts; cut++) {
      await signal(steady, user, cut);
      await line.cut("refused");
      const [last = 0] = await signal(steady, user, `${cut} while away`);
      await line.restore();
      client.realtime.connect();
      // Who misses more than a channel keeps is told a reset: what was missed is caught up with before that.
      if ((cut + 1) % cutsInARow === 0) await hasAll(client, last);
    }
    const event = { type: "user:signal:sent", data: { topic: "t", payload: "own" } } as const;
    const sent = await client.realtime.send(`users/${user.uid}`, event, { idempotencyKey: "own-1" });
    await expectWhole(client, sent.events[0]?.seq ?? 0);
    expect(client.events.at(-1)?.idempotencyKey).to.equal("own-1");
    await line.close();
  });

  it(`misses and doubles nothing when its server is killed ${kills} times`, async () => {
    let server = await startServer();
    const port = Number(new URL(server.baseUrl).port);
    const client = await listening(server.baseUrl);
    let last = 0;
    for (let kill = 0; kill < kills; kill++) {
      await signal(steady, user, kill);
      await server.stop("SIGKILL");
      await signal(steady, user, `${kill} while dead`);
      server = await startServer({}, port);
      client.realtime.connect();
      [last = 0] = await signal(steady, user, `${kill} back`);
    }
    await expectWhole(client, last);
    await server.stop();
  });

  it("renews a token that ends soon ahead of time: it stays open, and sees no 401", async () => {
    const states: string[] = [];
    const errors: string[] = [];
    const short = (): string => aToken(user.uid, { exp: Math.floor(Date.now() / 1000) + tokenSeconds });
    const client = await listening(steady.baseUrl, short);
    client.realtime.onState(({ type }) => void states.push(type));
    client.realtime.onError(({ message }) => void errors.push(message));
    await eventually(
      () => client.realtime.monitor().connects,
      (connects) => connects > renewals,
      30_000 + renewals * tokenSeconds * 1000,
    );
    const [last = 0] = await signal(steady, user, "last");
    await expectWhole(client, last);
    expect({ states, errors }).to.deep.equal({ states: [], errors: [] });
  });

  it("speaks the function `sockets`, goes on as a stream where that cannot be reached, and is a socket again", async () => {
    const line = await cuttableProxy(new URL(sockets.baseUrl).host);
    const socketUrl = `ws://${line.address}/api/ws`;
    const client = await listening(steady.baseUrl, undefined, { type: "websocket", socketUrl });
    const { realtime } = client;
    const event = { type: "user:signal:sent", data: { topic: "t", payload: "own" } } as const;
    const send = async (key: string): Promise<number> => {
      const sent = await realtime.send(`users/${user.uid}`, event, { idempotencyKey: key });
      return sent.events[0]?.seq ?? 0;
    };
    await send("by-socket");
    expect(realtime.monitor().connects).to.equal(1);
    await line.cut("refused");
    await signal(steady, user, "while away");
    await eventually(
      () => realtime.monitor().connects,
      (connects) => connects === 2,
    );
    await send("by-stream");
    await line.restore();
    realtime.connect();
    await eventually(
      () => realtime.monitor().connects,
      (connects) => connects === 3,
    );
    await expectWhole(client, await send("by-socket-again"));
    const keys = client.events.flatMap(({ idempotencyKey = [] }) => idempotencyKey);
    expect(keys).to.deep.equal(["by-socket", "by-stream", "by-socket-again"]);
    await line.close();
  });

  it("begins a keyed channel with its state, and goes on from there", async () => {
    const spaceId = await aSpace(steady, user);
    const caller = callerOf(steady.baseUrl, user);
    const read = async (text: string): Promise<void> => {
      const { id } = await say(steady, spaceId, user, text);
      await caller.post(`/spaces/${spaceId}/chat/read`, { lastReadMessageId: id });
    };
    await read("one");
    await read("two");
    const realtime = createRealtime({
      ...{ url: steady.baseUrl, streamUrl: steady.baseUrl },
      getToken: () => user.idToken,
    });
    clients.push(realtime);
    const heard: unknown[] = [];
    realtime.subscribe(`spaces/${spaceId}/reads`, ({ seq }) => void heard.push(seq), {
      snapshot: ({ seq, entries }) => void heard.push([seq, entries.map(({ key }) => key)]),
    });
    const until = (count: number) =>
      eventually(
        () => heard.length,
        (length) => length >= count,
      );
    await until(1);
    await read("three");
    await until(2);
    expect(heard).to.deep.equal([[2, [user.uid]], 3]);
  });
});
