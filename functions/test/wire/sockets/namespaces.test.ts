import { expect } from "chai";
import { Manager, type Socket } from "socket.io-client";
import { rawSocket } from "../../realtime/transports/socketio/rawSocket.js";
import { eventually } from "../../support/eventually.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser, type TestUser } from "../../support/users.js";
import { testSocket } from "./socketIoClient.js";

describe("the namespaces of one connection of Socket.IO", function () {
  this.timeout(60_000);
  const server = anInstance();
  const sessionsOf = ({ uid }: TestUser): number => server().instance.sockets.sessions.of(uid).length;

  it("have one session, and who asks for another before it is there is cut off", async () => {
    const user = await aUser();
    const raw = rawSocket(`${server().url}/socket.io/?EIO=4&transport=websocket`);
    await raw.next();
    for (let count = 0; count < 4; count++) raw.ws.send(`40${JSON.stringify({ token: user.idToken })}`);
    let isClosed = false;
    void raw.closed.then(() => (isClosed = true));
    expect(await eventually(() => isClosed && sessionsOf(user) === 0, Boolean)).to.equal(true);
  });

  it("are left one by one: a client comes back to the others by itself, and later to the one that it left", async () => {
    const user = await aUser({ organizationId: `stable-${Date.now()}`, role: "member" });
    const manager = new Manager(server().url, { transports: ["websocket"], reconnectionDelay: 50 });
    const auth = { token: user.idToken };
    const [main, arena] = [manager.socket("/", { auth }), manager.socket("/arena", { auth })];
    for (const socket of [main, arena]) await testSocket(socket).connected();
    const move = (socket: Socket): Promise<unknown> =>
      socket.timeout(10_000).emitWithAck("horse:moved", { horseId: "fjalar", x: 1, y: 2 });
    // What they have in common is the session of the main one: with that gone, the connection is made anew.
    const again = new Promise((resolve) => arena.once("connect", () => resolve(undefined)));
    main.disconnect();
    await again;
    expect(await move(arena)).to.deep.equal({ ok: true });
    await testSocket(main.connect()).connected();
    expect(await main.emitWithAck("subscribe", `users/${user.uid}`)).to.include({ ok: true });
    expect(await move(arena)).to.deep.equal({ ok: true });
    for (const socket of [main, arena]) socket.disconnect();
  });
});
