import { expect } from "chai";
import { seconds } from "../../../../src/platform/clock.js";
import { limitPackets } from "../../../../src/realtime/sockets/io/limitPackets.js";
import { messageLimit } from "../../../../src/realtime/sockets/messageRate.js";
import { recordedLog } from "../../../support/recordedLog.js";
import { setClock } from "../../../support/setClock.js";
import { type ProtocolServer, protocolServer, unhurried } from "./protocolServer.js";
import { echoSockets } from "./protocolSuites.js";
import { type RawSocket, rawSocket } from "./rawSocket.js";

/** The published suite of Socket.IO's protocol, revision 5 (github.com/socketio/socket.io-protocol): what is its own, not Engine.IO's. */
describe("Socket.IO's protocol", function () {
  this.timeout(20_000);

  let server: ProtocolServer;

  before(async () => {
    server = await protocolServer({ ...unhurried, connectTimeoutMs: 400 });
    echoSockets(server.io);
  });
  after(() => server.close());

  const bare = async (): Promise<RawSocket> => {
    const socket = rawSocket(at(server));
    await socket.next();
    return socket;
  };
  const connect = async (): Promise<RawSocket> => {
    const socket = await bare();
    socket.ws.send("40");
    await socket.nextPacket();
    await socket.nextPacket();
    return socket;
  };

  describe("connecting", () => {
    const namespaces = [
      { name: "the main namespace", path: "" },
      { name: "a custom namespace", path: "/custom," },
    ];
    const payloads = [
      { name: "", sent: "", auth: "{}" },
      { name: " with a payload", sent: '{"token":"123"}', auth: '{"token":"123"}' },
    ];
    for (const { name, path } of namespaces)
      for (const payload of payloads)
        it(`joins ${name}${payload.name}`, async () => {
          const socket = await bare();
          socket.ws.send(`40${path}${payload.sent}`);
          const told = String(await socket.nextPacket());
          expect(told.slice(0, 2 + path.length)).to.equal(`40${path}`);
          const handshake: unknown = JSON.parse(told.slice(2 + path.length));
          expect(handshake).to.have.all.keys("sid");
          expect(await socket.nextPacket()).to.equal(`42${path}["auth",${payload.auth}]`);
          socket.ws.close();
        });

    it("recovers no client where there is nothing to recover from", async () => {
      const socket = await bare();
      socket.ws.send('40{"pid":"foo","offset":"bar"}');
      const handshake: unknown = JSON.parse(String(await socket.nextPacket()).slice(2));
      expect(handshake).to.have.all.keys("sid").and.not.to.have.property("sid", "foo");
      socket.ws.close();
    });

    it("refuses an unknown namespace", async () => {
      const socket = await bare();
      socket.ws.send("40/random");
      expect(await socket.nextPacket()).to.equal('44/random,{"message":"Invalid namespace"}');
      socket.ws.close();
    });

    it("ends a connection that begins with something else", async () => {
      const socket = await bare();
      socket.ws.send("4abc");
      await socket.closed;
    });

    it("ends a connection that joins nothing", async () => (await bare()).closed);
  });

  describe("disconnecting", () => {
    it("leaves the main namespace", async () => {
      const socket = await connect();
      socket.ws.send("41");
      expect(await socket.next()).to.equal("2");
      socket.ws.close();
    });

    it("leaves a custom namespace alone", async () => {
      const socket = await connect();
      socket.ws.send("40/custom");
      await socket.nextPacket();
      await socket.nextPacket();
      socket.ws.send("41/custom");
      socket.ws.send('42["message","to the main namespace"]');
      expect(await socket.nextPacket()).to.equal('42["message-back","to the main namespace"]');
      socket.ws.close();
    });
  });

  describe("messages", () => {
    const bytes = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])];
    const places = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';

    it("go as text", async () => {
      const socket = await connect();
      socket.ws.send('42["message",1,"2",{"3":[true]}]');
      expect(await socket.nextPacket()).to.equal('42["message-back",1,"2",{"3":[true]}]');
      socket.ws.close();
    });

    it("go with attachments", async () => {
      const socket = await connect();
      socket.ws.send(`452-["message",${places}]`);
      for (const attachment of bytes) socket.ws.send(attachment);
      expect(await socket.nextPacket()).to.equal(`452-["message-back",${places}]`);
      expect([await socket.nextPacket(), await socket.nextPacket()]).to.deep.equal(bytes);
      socket.ws.close();
    });

    it("are acknowledged", async () => {
      const socket = await connect();
      socket.ws.send('42456["message-with-ack",1,"2",{"3":[false]}]');
      expect(await socket.nextPacket()).to.equal('43456[1,"2",{"3":[false]}]');
      socket.ws.close();
    });

    it("are acknowledged with attachments", async () => {
      const socket = await connect();
      socket.ws.send(`452-789["message-with-ack",${places}]`);
      for (const attachment of bytes) socket.ws.send(attachment);
      expect(await socket.nextPacket()).to.equal(`462-789[${places}]`);
      expect([await socket.nextPacket(), await socket.nextPacket()]).to.deep.equal(bytes);
      socket.ws.close();
    });

    for (const packet of ["4abc", "42{}", '42abc["message-with-ack",1,"2",{"3":[false]}]'])
      it(`end the connection if they are ${packet}`, async () => {
        const socket = await connect();
        socket.ws.send(packet);
        await socket.closed;
      });
  });

  describe("harm", () => {
    const alive = async (): Promise<void> => {
      const socket = await connect();
      socket.ws.send('42["message",1]');
      expect(await socket.nextPacket()).to.equal('42["message-back",1]');
      socket.ws.close();
    };

    it("is not done by attachments that never come, and a message in their place", async () => {
      const socket = await connect();
      socket.ws.send(`452-["message",${places()}]`);
      socket.ws.send('42["message",1]');
      await socket.closed;
      await alive();
    });

    it("is not done by a thousand attachments, or attachments that nobody announced", async () => {
      for (const packet of [`45${1000}-["message"]`, Buffer.from([1, 2])]) {
        const socket = await connect();
        socket.ws.send(packet);
        await socket.closed;
      }
      await alive();
    });

    it("is not done by a message that is too large", async () => {
      const socket = await connect();
      socket.ws.send(`42["message","${"x".repeat(10_000_000)}"]`);
      await socket.closed;
      await alive();
    });

    it("is not done by more packets than a client may send, were they pongs, or before it says what it wants", async () => {
      const [clock, log] = [setClock(), recordedLog()];
      const limited = await protocolServer({ pingIntervalMs: 25_000, connectTimeoutMs: 25_000 });
      limitPackets(limited.engine, { clock, log, settings: { rateFactor: 1, queueBytes: 1_000_000 } });
      const [calm, flood] = [rawSocket(at(limited)), rawSocket(at(limited))];
      await Promise.all([calm.next(), flood.next()]);
      for (let count = 0; count < messageLimit.burst; count++) calm.ws.send("3");
      for (let count = 0; count <= 4 * messageLimit.burst; count++) flood.ws.send("3");
      await flood.closed;
      clock.pass(seconds(1));
      calm.ws.send("40");
      expect(String(await calm.next())).to.match(/^40/);
      await limited.close();
    });

    it("is not done by half a packet, or by names of what every object has", async () => {
      const socket = await connect();
      socket.ws.send('42["__proto__",{"__proto__":{"polluted":true}}]');
      socket.ws.send('42["message",{"constructor":{"prototype":{"polluted":true}}}]');
      expect(String(await socket.nextPacket())).to.contain("message-back");
      expect(Reflect.get({}, "polluted")).to.equal(undefined);
      socket.ws.send('42["mess');
      await socket.closed;
      await alive();
    });
  });
});

const at = ({ url }: ProtocolServer): string => `${url}/socket.io/?EIO=4&transport=websocket`;

const places = (): string => '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';
