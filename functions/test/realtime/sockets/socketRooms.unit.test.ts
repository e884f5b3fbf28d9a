import { expect } from "chai";
import { catalogueOf } from "@firecast/contract/core/channel";
import { type Audience, channelKind } from "@firecast/contract/core/channelKind";
import { seconds } from "../../../src/platform/clock.js";
import { readSettings } from "../../../src/platform/params.js";
import { Problem } from "../../../src/platform/problems.js";
import { channelAccess } from "../../../src/realtime/access.js";
import { SessionRegistry } from "../../../src/realtime/session/sessionRegistry.js";
import { maxRooms } from "../../../src/realtime/sockets/io/rooms.js";
import { SocketRooms } from "../../../src/realtime/sockets/io/socketRooms.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { signedIn } from "../../support/signedIn.js";
import { aTransport } from "../support/aTransport.js";

const rest = { events: {}, history: 0, rate: { user: { perMinute: 60, burst: 1 } }, presence: false };
const kindOf = (name: string, subscribe: Audience) =>
  channelKind({ name, subscribe, publish: { type: "server" }, ...rest });

/** The rooms of Mia's socket, and which of them were kept last. Everybody reads `things/…`, nobody `secrets/…`. */
async function aSocket() {
  const clock = setClock();
  const sessions = new SessionRegistry({
    hub: {
      listen: () => Promise.resolve(),
      hold: () => () => undefined,
      headOf: () => 0,
      attach: ({ name: channel }) =>
        Promise.resolve({
          start: { channel, start: "live", from: 0, head: 0 },
          entry: "abcd0",
          awaitsState: false,
          begin: () => undefined,
          release: () => undefined,
        }),
    },
    clock,
    ids: { next: () => "c1", secret: () => "s1" },
    random: () => 1,
    log: recordedLog(),
    settings: readSettings({ GCLOUD_PROJECT: "demo-firecast" }),
  });
  const user = signedIn({ expiresAt: clock.now() + seconds(3600) });
  const replays = { sent: () => undefined, owed: () => undefined };
  const session = await sessions.serve(aTransport().transport, {
    ...{ user, channels: [], replays },
    begin: { type: "live", history: 0 },
  });
  if (!session) throw new Error("there is a place for it");
  const access = channelAccess({
    catalogue: catalogueOf([
      kindOf("things/{id}", { type: "everyone" }),
      kindOf("secrets/{id}", { type: "server" }),
    ]),
    membership: { isMember: () => Promise.resolve(false), forget: () => undefined },
    resources: () => [],
  });
  const kept: string[][] = [];
  const rooms = new SocketRooms({ session }, [], {
    ...{ sessions, access },
    keep: (_, names) => Promise.resolve(void kept.push([...names])),
    tell: () => undefined,
  });
  const join = async (name: string): Promise<number> => {
    try {
      await rooms.subscribe(name, { type: "live", history: 0 });
      return 200;
    } catch (error) {
      if (error instanceof Problem) return error.status;
      throw error;
    }
  };
  return { rooms, session, join, kept };
}

const things = (count: number): string[] => Array.from({ length: count }, (_, number) => `things/t${number}`);

describe("the rooms of a socket", () => {
  it("are at most sixteen; one that is left makes room for another", async () => {
    const { rooms, join, kept } = await aSocket();
    for (const name of things(maxRooms)) expect(await join(name)).to.equal(200);
    expect([await join("things/more"), await join("things/t0")]).to.deep.equal([400, 200]);
    expect(kept.at(-1)).to.deep.equal(things(maxRooms));
    await rooms.unsubscribe("things/t0");
    expect(await join("things/more")).to.equal(200);
  });

  it("are kept when they change, and not because a client leaves what it is not in", async () => {
    const { rooms, join, kept } = await aSocket();
    await join("things/t0");
    for (const name of ["things/t1", "__proto__", "things/t0", "things/t0"]) await rooms.unsubscribe(name);
    expect(kept).to.deep.equal([["things/t0"], []]);
  });

  it("are none of what may not be read, is no name, or does not exist", async () => {
    const { rooms, session, join, kept } = await aSocket();
    const names = {
      400: [
        "things/..",
        "things/a/b",
        "things/%2e%2e",
        "things/",
        "../things/t1",
        "__proto__",
        "\0",
        "org:..",
      ],
      404: ["secrets/s1", "others/t1", "constructor", "toString"],
    };
    for (const [status, all] of Object.entries(names))
      for (const name of all) expect(`${name} ${await join(name)}`).to.equal(`${name} ${status}`);
    expect([rooms.names, session.channels, kept]).to.deep.equal([[], [], []]);
  });

  it("are asked for a thousand times at once: a client waits for its answers", async () => {
    const { rooms, join } = await aSocket();
    const statuses = await Promise.all(things(1000).map(join));
    const count = (wanted: number): number => statuses.filter((status) => status === wanted).length;
    expect([count(200), count(400), count(429)]).to.deep.equal([maxRooms, 34, 950]);
    expect(rooms.names).to.deep.equal(things(maxRooms));
    await rooms.unsubscribe("things/t3");
    expect(await join("things/more")).to.equal(200);
  });
});
