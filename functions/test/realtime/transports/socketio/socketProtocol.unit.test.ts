import { expect } from "chai";
import { type ProtocolServer, protocolServer } from "./protocolServer.js";
import { type RawSocket, rawSocket } from "./rawSocket.js";

/** The published suite of Socket.IO's protocol, revision 5 (github.com/socketio/socket.io-protocol): what is its own, not Engine.IO's. */
describe("Socket.IO's protocol", () => {
  let server: ProtocolServer;

  before(async () => {
    server = await protocolServer();
    const { io } = server;
    io.on("connection", (socket) => {
      socket.emit("auth", socket.handshake.auth);
      socket.on("message", (...args: unknown[]) => socket.emit("message-back", ...args));
      socket.on("message-with-ack", (...args: [...unknown[], (...told: unknown[]) => void]) => {
        const [acknowledge, ...told] = [args.at(-1), ...args.slice(0, -1)];
        if (typeof acknowledge === "function") Reflect.apply(acknowledge, undefined, told);
      });
    });
    io.of("/custom").on("connection", (socket) => socket.emit("auth", socket.handshake.auth));
  });
  after(() => server.close());

  const bare = async (): Promise<RawSocket> => {
    const socket = rawSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
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

const places = (): string => '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';
