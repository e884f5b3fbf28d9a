import { expect } from "chai";
import type { Socket as EngineSocket } from "engine.io";
import { once } from "node:events";
import { z } from "zod";
import { eventually } from "../../../support/eventually.js";
import { type ProtocolServer, protocolServer, unhurried } from "./protocolServer.js";
import { echo } from "./protocolSuites.js";
import { type RawSocket, rawSocket } from "./rawSocket.js";

/** The published suite of Engine.IO's protocol, revision 4, as far as its rules go (github.com/socketio/engine.io-protocol). */
describe("Engine.IO's protocol", function () {
  this.timeout(20_000);

  let server: ProtocolServer;
  const sessions = new Map<string, EngineSocket>();
  const keys = ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"];

  before(async () => {
    server = await protocolServer(unhurried);
    echo(server.engine);
  });
  after(() => server.close());

  const at = (query: string): string => `${server.url}/socket.io/?${query}`;
  const polling = (sid = ""): string => at(`EIO=4&transport=polling${sid && `&sid=${sid}`}`);
  const websocket = (sid = ""): string => at(`EIO=4&transport=websocket${sid && `&sid=${sid}`}`);
  const status = async (url: string, init?: RequestInit): Promise<number> => (await fetch(url, init)).status;
  const push = (sid: string, body: string): Promise<Response> =>
    fetch(polling(sid), { method: "POST", body });
  const poll = async (sid: string): Promise<string> => (await fetch(polling(sid))).text();
  /** On a busy machine it is time for one before the client polls. */
  const withoutPing = (packets: string): string => packets.replace(/(^2\x1e)|(\x1e2$)/, "");
  const open = async (): Promise<string> => {
    const opened = new Promise<EngineSocket>((resolve) => server.engine.once("connection", resolve));
    const sid = sidIn(await (await fetch(polling())).text());
    sessions.set(sid, await opened);
    return sid;
  };
  const session = (sid: string): EngineSocket => {
    const found = sessions.get(sid);
    if (!found) throw new Error(`There is no session ${sid}.`);
    return found;
  };
  /** Until the server holds a poll of the session. */
  const waits = (sid: string): Promise<unknown> => eventually(() => session(sid).transport.writable, Boolean);
  const upgraded = (sid: string): Promise<unknown> =>
    eventually(
      () => session(sid).transport.name,
      (name) => name === "websocket",
    );
  const ended = (sid: string): Promise<unknown> => once(session(sid), "close");
  const connect = async (sid?: string): Promise<RawSocket> => {
    const socket = rawSocket(websocket(sid));
    await socket.opened;
    if (sid === undefined) await socket.next();
    return socket;
  };
  const probe = async (): Promise<{ sid: string; socket: RawSocket }> => {
    const sid = await open();
    const socket = await connect(sid);
    socket.ws.send("2probe");
    expect(await socket.next()).to.equal("3probe");
    return { sid, socket };
  };

  describe("handshake", () => {
    it("opens a session by long-polling", async () => {
      const answer = await fetch(polling());
      const text = await answer.text();
      expect([answer.status, text.slice(0, 1)]).to.deep.equal([200, "0"]);
      const told = Told.parse(JSON.parse(text.slice(1)));
      expect(told).to.have.all.keys(keys);
      expect(told).to.include({ pingInterval: 800, pingTimeout: 1500, maxPayload: 1_000_000 });
      expect(told.upgrades).to.deep.equal(["websocket"]);
    });

    for (const query of ["transport=polling", "EIO=abc&transport=polling", "EIO=4", "EIO=4&transport=abc"])
      it(`refuses ?${query}`, async () => expect(await status(at(query))).to.equal(400));

    for (const method of ["POST", "PUT"])
      it(`refuses to open by ${method}`, async () =>
        expect(await status(polling(), { method })).to.equal(400));

    it("opens a session by WebSocket", async () => {
      const socket = rawSocket(websocket());
      const text = String(await socket.next());
      const told = Told.parse(JSON.parse(text.slice(1)));
      expect(told).to.have.all.keys(keys);
      expect(told.upgrades).to.deep.equal([]);
      socket.ws.close();
    });

    for (const query of [
      "transport=websocket",
      "EIO=abc&transport=websocket",
      "EIO=4",
      "EIO=4&transport=abc",
    ])
      it(`refuses a WebSocket with ?${query}`, () => rawSocket(at(query)).closed);
  });

  describe("messages by long-polling", () => {
    for (const body of ["4hello", "4test1\x1e4test2\x1e4test3", "4hello\x1ebAQIDBA=="])
      it(`go and come: ${JSON.stringify(body)}`, async () => {
        const sid = await open();
        const pushed = await push(sid, body);
        expect([pushed.status, await pushed.text()]).to.deep.equal([200, "ok"]);
        expect(withoutPing(await poll(sid))).to.equal(body);
      });

    it("of no known form end the session", async () => {
      const sid = await open();
      await push(sid, "abc").catch(() => undefined);
      expect(await status(polling(sid))).to.equal(400);
    });

    it("are polled for once at a time", async () => {
      const sid = await open();
      const first = fetch(polling(sid));
      await waits(sid);
      const second = await fetch(`${polling(sid)}&t=burst`);
      expect(await (await first).text()).to.equal("1");
      expect(second.status).to.be.oneOf([400, 500]);
      expect(await status(polling(sid))).to.equal(400);
    });

    it("are not kept for a client that breaks its poll off", async () => {
      const sid = await open();
      const poll = new AbortController();
      const broken = fetch(polling(sid), { signal: poll.signal }).catch(() => undefined);
      await waits(sid);
      const gone = ended(sid);
      poll.abort();
      await Promise.all([broken, gone]);
      expect(await status(polling(sid))).to.equal(400);
    });
  });

  describe("messages by WebSocket", () => {
    it("go and come as text", async () => {
      const socket = await connect();
      socket.ws.send("4hello");
      expect(await socket.nextPacket()).to.equal("4hello");
      socket.ws.close();
    });

    it("go and come as bytes", async () => {
      const socket = await connect();
      socket.ws.send(Buffer.from([1, 2, 3, 4]));
      expect(await socket.nextPacket()).to.deep.equal(Buffer.from([1, 2, 3, 4]));
      socket.ws.close();
    });

    it("of no known form end the session", async () => {
      const socket = await connect();
      socket.ws.send("abc");
      await socket.closed;
    });
  });

  describe("heartbeat", () => {
    it("pings who polls", async () => {
      const sid = await open();
      for (let count = 0; count < 2; count++) {
        expect(await poll(sid)).to.equal("2");
        expect((await push(sid, "3")).status).to.equal(200);
      }
    });

    it("ends a session that polls no more", async () => {
      const sid = await open();
      await ended(sid);
      expect(await status(polling(sid))).to.equal(400);
    });

    it("pings a WebSocket", async () => {
      const socket = await connect();
      for (let count = 0; count < 2; count++) {
        expect(await socket.next()).to.equal("2");
        socket.ws.send("3");
      }
      socket.ws.close();
    });

    it("ends a WebSocket that answers no ping", async () => (await connect()).closed);
  });

  describe("closing", () => {
    it("ends a session that polls", async () => {
      const sid = await open();
      const [polled] = await Promise.all([poll(sid), push(sid, "1")]);
      expect(polled).to.equal("6");
      expect(await status(polling(sid))).to.equal(400);
    });

    it("ends a WebSocket", async () => {
      const socket = await connect();
      socket.ws.send("1");
      await socket.closed;
    });
  });

  describe("upgrade", () => {
    it("goes from long-polling to WebSocket", async () => {
      const { sid, socket } = await probe();
      expect(await poll(sid)).to.equal("6");
      socket.ws.send("5");
      socket.ws.send("4hello");
      expect(await socket.nextPacket()).to.equal("4hello");
      socket.ws.close();
    });

    it("leaves no polls behind", async () => {
      const { sid, socket } = await probe();
      socket.ws.send("5");
      await upgraded(sid);
      expect(await status(polling(sid))).to.equal(400);
      socket.ws.send("4hello");
      expect(await socket.nextPacket()).to.equal("4hello");
      socket.ws.close();
    });

    it("happens once", async () => {
      const { sid, socket } = await probe();
      socket.ws.send("5");
      await upgraded(sid);
      await rawSocket(websocket(sid)).closed;
      socket.ws.send("4hello");
      expect(await socket.nextPacket()).to.equal("4hello");
      socket.ws.close();
    });
  });
});

const Told = z.looseObject({ sid: z.string(), upgrades: z.array(z.string()) });

const sidIn = (text: string): string => Told.parse(JSON.parse(text.slice(1))).sid;
