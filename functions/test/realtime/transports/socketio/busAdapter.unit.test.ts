import { expect } from "chai";
import { isDeepStrictEqual } from "node:util";
import type { Socket as ServerSocket } from "socket.io";
import { io as connect, type Socket } from "socket.io-client";
import { eventually } from "../../../support/eventually.js";
import { type ProtocolServer, protocolServer } from "./protocolServer.js";
import { emittingBus } from "./protocolSuites.js";

/** What adapters of a cluster promise, as the tests of socket.io-adapter's cluster adapter have it, over a bus that says all twice. */
describe("the adapter over the bus", () => {
  const servers: ProtocolServer[] = [];
  const sockets: ServerSocket[] = [];
  const clients: Socket[] = [];
  const bus = { fails: false };

  before(async () => {
    const { tell, hear } = emittingBus();
    const twice = {
      hear,
      tell: (message: string) => {
        if (bus.fails) throw new Error("the bus is down");
        for (let time = 0; time < 2; time++) tell(message);
      },
    };
    for (let count = 0; count < 3; count++) {
      const server = await protocolServer({ bus: twice, pingIntervalMs: 25_000 });
      servers.push(server);
      const client = connect(server.url, { forceNew: true, transports: ["websocket"] });
      sockets.push(await new Promise<ServerSocket>((resolve) => server.io.once("connection", resolve)));
      clients.push(client);
    }
  });
  after(async () => {
    for (const client of clients) client.disconnect();
    for (const server of servers) await server.close();
  });

  /** What each client hears of one event. */
  const hearing = (event: string): unknown[][][] =>
    clients.map((client) => {
      const heard: unknown[][] = [];
      client.on(event, (...args: unknown[]) => heard.push(args));
      return heard;
    });
  const first = (): ProtocolServer["io"] => ioAt(0);
  const ioAt = (index: number): ProtocolServer["io"] => {
    const server = servers[index];
    if (!server) throw new RangeError("three servers");
    return server.io;
  };
  const socketAt = (index: number): ServerSocket => {
    const socket = sockets[index];
    if (!socket) throw new RangeError("three sockets");
    return socket;
  };

  const members = (room: string): boolean[] => sockets.map(({ rooms }) => rooms.has(room));

  it("emits to all clients, also bytes, once", async () => {
    const heard = hearing("all");
    first().emit("all", 1, "2", Buffer.from([3, 4]));
    await becomes(() => counts(heard), [1, 1, 1]);
    for (const [call] of heard) expect(call).to.deep.equal([1, "2", Buffer.from([3, 4])]);
  });

  it("emits to a room, to all but a room, and to its own clients alone", async () => {
    const [inRoom, except, local] = [hearing("in"), hearing("except"), hearing("local")];
    await socketAt(1).join("room");
    first().to("room").emit("in");
    first().except("room").emit("except");
    first().local.emit("local");
    first().emit("last");
    await becomes(
      () => [inRoom, except, local].map(counts),
      [
        [0, 1, 0],
        [1, 0, 1],
        [1, 0, 0],
      ],
    );
    await socketAt(1).leave("room");
  });

  it("collects acknowledgements of all clients", async () => {
    clients.forEach((client, index) => client.on("asked", (answer: Answer) => answer(index)));
    expect(await first().timeout(10_000).emitWithAck("asked")).to.have.members([0, 1, 2]);
    expect(await first().to("nobody").timeout(10_000).emitWithAck("asked")).to.deep.equal([]);
  });

  it("says who has not acknowledged in time", async () => {
    clients.slice(0, 2).forEach((client, index) => client.on("slow", (answer: Answer) => answer(index)));
    const inTime = (ms: number): Promise<unknown[]> =>
      first()
        .timeout(ms)
        .emitWithAck("slow")
        .catch(({ responses = [] }: Error & { responses?: unknown[] }) => responses);
    // On a busy machine the two may need longer, too.
    const short = await inTime(80);
    expect(short.length === 2 ? short : await inTime(5000)).to.have.members([0, 1]);
  });

  it("emits to its own clients though the bus fails", async () => {
    const heard = hearing("alone");
    bus.fails = true;
    first().emit("alone");
    await becomes(() => counts(heard), [1, 0, 0]);
    bus.fails = false;
  });

  it("emits to one namespace alone", async () => {
    for (const { io } of servers) io.of("/custom");
    const [custom, main] = [[0, 0, 0], hearing("there")];
    const joined = clients.map((client, index) => {
      const socket = client.io.socket("/custom");
      socket.on("there", () => custom.splice(index, 1, (custom[index] ?? 0) + 1));
      return socket;
    });
    await eventually(
      () => joined,
      (sockets) => sockets.every(({ connected }) => connected),
    );
    first().of("/custom").emit("there");
    await becomes(
      () => [custom, counts(main)],
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
    );
    for (const socket of joined) socket.disconnect();
    for (const { io } of servers) await io.of("/custom").adapter.close();
  });

  it("asks one client of another server", async () => {
    clients[1]?.on("one", (answer: Answer) => answer("second"));
    const [remote] = await first().in(socketAt(1).id).fetchSockets();
    expect(await remote?.timeout(10_000).emitWithAck("one")).to.equal("second");
  });

  it("has sockets of all servers join and leave rooms", async () => {
    first().socketsJoin("joined");
    await becomes(() => members("joined"), [true, true, true]);
    await socketAt(0).leave("joined");
    first().in("joined").socketsJoin("next");
    await becomes(() => members("next"), [false, true, true]);
    first().in(socketAt(1).id).socketsLeave("next");
    await becomes(() => members("next"), [false, false, true]);
  });

  it("finds the sockets of all servers, with their data", async () => {
    socketAt(1).data = { uid: "alice" };
    expect(await first().fetchSockets()).to.have.length(3);
    const [found] = await first().in(socketAt(1).id).fetchSockets();
    expect(found?.data).to.deep.equal({ uid: "alice" });
    expect(found?.handshake).to.deep.equal(socketAt(1).handshake);
    expect(await first().local.fetchSockets()).to.have.length(1);
  });

  it("asks the other servers", async () => {
    ioAt(1).on("hello", (name: string, answer: (text: string) => void) => answer(`1 ${name}`));
    ioAt(2).on("hello", (name: string, answer: (text: string) => void) => answer(`2 ${name}`));
    expect(await first().serverSideEmitWithAck("hello", "you")).to.have.members(["1 you", "2 you"]);
  });

  it("disconnects sockets of all servers, after what was said before", async () => {
    const byes = hearing("bye");
    const gone = clients.map((client) => new Promise((resolve) => client.once("disconnect", resolve)));
    first().emit("bye");
    first().disconnectSockets(true);
    for (const reason of await Promise.all(gone)) expect(reason).to.equal("io server disconnect");
    expect(counts(byes)).to.deep.equal([1, 1, 1]);
  });

  it("asks no server that has left", async () => {
    ioAt(1).on("leave", (answer: Answer) => answer(1));
    ioAt(2).on("leave", () => void ioAt(2).of("/").adapter.close());
    expect(await first().serverSideEmitWithAck("leave")).to.deep.equal([1]);
  });
});

type Answer = (told: unknown) => void;

const becomes = (look: () => unknown, wanted: unknown): Promise<unknown> =>
  eventually(look, (seen) => isDeepStrictEqual(seen, wanted), 20_000);

const counts = (heard: readonly (readonly unknown[])[]): number[] => heard.map(({ length }) => length);
