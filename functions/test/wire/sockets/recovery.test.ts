import { expect } from "chai";
import { z } from "zod";
import { rawSocket } from "../../realtime/transports/socketio/rawSocket.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser, type TestUser } from "../../support/users.js";
import { aSpace, say } from "../chat.js";
import { signal } from "../signals.js";

const Handshake = z.object({ sid: z.string(), pid: z.string() });
const Said = z.object({ text: z.string().optional(), payload: z.string().optional() });
const Emitted = z.tuple([z.string()], z.unknown());
/** What the tests say themselves; the set-up of a space tells of its stages in the same rooms. */
const saidHere = new Set(["chat:message:created", "user:signal:sent"]);

/** One raw connection, past Engine.IO's handshake. */
async function connection({ baseUrl }: { baseUrl: string }) {
  const raw = rawSocket(`${baseUrl}/socket.io/?EIO=4&transport=websocket`);
  const opened = String(await raw.next());
  expect(opened.startsWith("0{")).to.equal(true);
  let calls = 0;
  /** What was emitted until a packet that begins so, and that packet. */
  const until = async (start: string): Promise<{ emitted: unknown[][]; packet: string }> => {
    const emitted: unknown[][] = [];
    for (;;) {
      const packet = String(await raw.nextPacket());
      if (packet.startsWith(start)) return { emitted, packet };
      if (packet.startsWith("42")) emitted.push(Emitted.parse(JSON.parse(packet.slice(2))));
    }
  };
  return {
    until,
    join: async (auth: object) => {
      raw.ws.send(`40${JSON.stringify(auth)}`);
      return Handshake.parse(JSON.parse((await until("40")).packet.slice(2)));
    },
    refusal: async (auth: object): Promise<unknown> => {
      raw.ws.send(`40${JSON.stringify(auth)}`);
      return JSON.parse((await until("44")).packet.slice(2));
    },
    /** Calls with an acknowledgement; what was emitted meanwhile. */
    call: async (...args: unknown[]): Promise<unknown[][]> => {
      raw.ws.send(`42${calls}${JSON.stringify(args)}`);
      return (await until(`43${calls++}`)).emitted;
    },
    cut: async (): Promise<void> => {
      raw.ws.terminate();
      await raw.closed;
    },
  };
}

/**
 * The tests of socketio/socket.io, packages/socket.io/test/connection-state-recovery.ts, by their names, where a client comes back
 * to another instance. Theirs emit to a server's memory; here what has an offset is an event of a channel.
 */
describe("connection state recovery, over instances", function () {
  this.timeout(60_000);
  let [first, second]: ServerProcess[] = [];
  const own = anInstance();

  before(async () => {
    [first, second] = await Promise.all([sharedServer("second"), sharedServer("sockets")]);
  });

  const places = (): { here: ServerProcess; there: ServerProcess } => {
    if (!first || !second) throw new RangeError("two servers");
    return { here: first, there: second };
  };

  /** Connected, in two rooms, with the offset of the first event; and cut off. */
  async function init() {
    const { here } = places();
    const user: TestUser = await aUser();
    const spaceId = await aSpace(here, user);
    const socket = await connection(here);
    const auth = { token: user.idToken };
    const { sid, pid } = await socket.join(auth);
    const rooms = [`space:${spaceId}`, `user:${user.uid}`];
    for (const room of rooms) await socket.call("subscribe", room);
    await say(here, spaceId, user, "hello");
    const { packet } = await socket.until('42["chat:message:created"');
    const offset = z.string().parse(Emitted.parse(JSON.parse(packet.slice(2))).at(-1));
    await socket.cut();
    return { user, spaceId, sid, pid, rooms, again: { ...auth, pid, offset } };
  }

  it("should restore session and missed packets", async () => {
    const { here, there } = places();
    const { user, spaceId, sid, pid, again } = await init();
    await say(here, spaceId, user, "hello1"); // broadcast
    await say(here, spaceId, user, "hello2"); // broadcast to room
    await signal(here, user, "hello3"); // direct message
    const socket = await connection(there);
    expect(await socket.join(again)).to.deep.equal({ sid, pid });
    const emitted = await socket.call("subscribe", `space:${spaceId}`);
    const said = emitted.filter(([type]) => saidHere.has(String(type)));
    const texts = said.map(([, data]) => Said.parse(data)).map(({ text, payload }) => text ?? payload);
    expect(texts).to.have.members(["hello1", "hello2", "hello3"]).and.have.length(3);
    expect(texts.indexOf("hello1")).to.be.below(texts.indexOf("hello2"));
    for (const event of said) expect(event.at(-1), "an offset").to.be.a("string");
    await socket.cut();
  });

  it("should restore rooms and data attributes", async () => {
    const { user, sid, rooms, again } = await init();
    const socket = await connection(places().there);
    await socket.join(again);
    const found = await own()
      .instance.emitter.in(rooms[0] ?? "")
      .fetchSockets();
    expect(found.map(({ id, data }) => ({ id, data }))).to.deep.equal([{ id: sid, data: { uid: user.uid } }]);
    expect(found[0]?.rooms).to.include.members([sid, ...rooms]);
    await socket.cut();
  });

  it("should run middlewares even upon recovery", async () => {
    const { again, pid } = await init();
    const socket = await connection(places().there);
    expect(await socket.refusal({ ...again, token: "none" })).to.have.nested.property("data.status", 401);
    expect((await socket.join(again)).pid, "it may still come back").to.equal(pid);
    await socket.cut();
  });

  it("should fail to restore an unknown session", async () => {
    const { again, sid } = await init();
    for (const unknown of [
      { ...again, pid: "foo", offset: "bar" },
      { ...again, pid: "x".repeat(20) },
    ]) {
      const socket = await connection(places().there);
      const handshake = await socket.join(unknown);
      expect([sid, unknown.pid]).not.to.include(handshake.sid).and.not.to.include(handshake.pid);
      await socket.cut();
    }
  });
});
