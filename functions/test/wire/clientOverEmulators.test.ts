import { expect } from "chai";
import { createRealtime, type Realtime, type RealtimeEvent } from "../../../packages/client/src/index.js";
import { cuttableProxy } from "../support/cuttableProxy.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aToken, aUser, type TestUser } from "../support/users.js";
import { range, signal } from "./signals.js";

const cuts = 8;
const kills = 2;

describe("the client SDK in Node, over the tests' servers", function () {
  this.timeout(60_000);
  let steady: ServerProcess;
  let user: TestUser;
  const clients: Realtime[] = [];

  before(async () => {
    [steady, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  /** A client that streams from `streamUrl`, and the events that it has handed out. */
  async function listening(streamUrl: string, getToken = (): string => user.idToken) {
    const realtime = createRealtime({ url: steady.baseUrl, streamUrl, getToken });
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

  const expectWhole = async (
    { events, resets, begunAfter }: Awaited<ReturnType<typeof listening>>,
    last: number,
  ): Promise<void> => {
    await eventually(
      () => events.at(-1)?.seq,
      (seq) => seq === last,
    );
    expect(events.map(({ seq }) => seq)).to.deep.equal(range(begunAfter, last));
    expect(resets).to.deep.equal([]);
  };

  it(`misses and doubles nothing over ${cuts} cuts, and meets the echo of its own write`, async () => {
    const line = await cuttableProxy(new URL(steady.baseUrl).host);
    const client = await listening(`http://${line.address}`);
    for (let cut = 0; cut < cuts; cut++) {
      await signal(steady, user, cut);
      await line.cut("refused");
      await signal(steady, user, `${cut} while away`);
      await line.restore();
      client.realtime.connect();
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
    const short = (): string => aToken(user.uid, { exp: Math.floor(Date.now() / 1000) + 13 });
    const client = await listening(steady.baseUrl, short);
    client.realtime.onState(({ type }) => void states.push(type));
    client.realtime.onError(({ message }) => void errors.push(message));
    await eventually(
      () => client.realtime.monitor().connects,
      (connects) => connects >= 3,
    );
    const [last = 0] = await signal(steady, user, "last");
    await expectWhole(client, last);
    expect({ states, errors }).to.deep.equal({ states: [], errors: [] });
  });
});
