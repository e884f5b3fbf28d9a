import { expect } from "chai";
import { io } from "socket.io-client";
import { horsesChannel } from "../../src/app/horses/channels.js";
import { channelOf } from "@firecast/contract/core/channel";
import { eventually } from "../support/eventually.js";
import { anInstance, startInstance } from "../support/testInstance.js";
import { aUser, type TestUser } from "../support/users.js";
import { testSocket } from "../wire/sockets/socketIoClient.js";

describe("the example of app/: horses", function () {
  this.timeout(120_000);
  const server = anInstance();

  it("are added by members of an organization, once per key, and told on its channel", async () => {
    const organizationId = `stable-${Date.now()}`;
    const alice = server().as(await aUser({ organizationId, role: "member" }));
    const added = await alice.post("/horses", { name: "Fjalar" }, { key: "first" });
    expect(added).to.deep.include({ status: 201 });
    expect(await alice.post("/horses", { name: "Fjalar" }, { key: "first" })).to.deep.equal(added);
    const { name } = channelOf(horsesChannel, { organizationId });
    const events = await server().events(name);
    expect(events.map(({ type, data }) => ({ type, data }))).to.deep.equal([
      { type: "horses:created", data: added.body },
    ]);
    const history = await alice.get(`/realtime/history?channel=${name}`);
    expect(history.body).to.deep.include({ complete: true });
  });

  it("are nothing for users of no organization, and another's channel is as if it were not there", async () => {
    const stranger = server().as(await aUser({ organizationId: "elsewhere", role: "admin" }));
    const { name } = channelOf(horsesChannel, { organizationId: "northside" });
    const historyOf = (channel: string) => stranger.get(`/realtime/history?channel=${channel}`);
    const [anothers, unknown] = await Promise.all([historyOf(name), historyOf("nothing")]);
    expect(anothers.status).to.equal(404);
    expect(JSON.stringify(anothers).replaceAll(name, "nothing")).to.equal(JSON.stringify(unknown));
    const nobody = server().as(await aUser());
    expect(await nobody.post("/horses", { name: "Fjalar" })).to.deep.include({ status: 403 });
    expect(await stranger.post("/horses", { name: " " })).to.deep.include({ status: 400 });
  });

  it("notify the organization's other members, by a trigger and a notification type of their own", async () => {
    const organizationId = `stable-${Date.now()}-b`;
    const [alice, bob] = [
      server().as(await aUser({ organizationId, role: "member" })),
      server().as(await aUser({ organizationId, role: "member" })),
    ];
    await Promise.all([alice.get("/profile"), bob.get("/profile")]);
    await alice.post("/horses", { name: "Fjalar" });
    const rows = await eventually(
      () => bob.get("/notifications?type=horse_added"),
      ({ body }) => JSON.stringify(body).includes("Fjalar"),
      90_000, // a function of the emulator that was not called before takes its time
    );
    expect(rows.body).to.have.nested.property("items[0].title", "Fjalar has come to the stable");
    expect((await alice.get("/notifications?type=horse_added")).body).to.have.nested.property(
      "items.length",
      0,
    );
    const muted = await bob.put("/notifications/preferences", { types: { horse_added: { push: false } } });
    expect(muted.status).to.equal(200);
  });

  it("move in the arena, a namespace of Socket.IO: their organization sees it, on whatever instance", async () => {
    const other = await startInstance();
    const organizationId = `stable-${Date.now()}-c`;
    const [rider, groom, stranger, nobody] = await Promise.all([
      aUser({ organizationId, role: "member" }),
      aUser({ organizationId, role: "member" }),
      aUser({ organizationId: "elsewhere", role: "admin" }),
      aUser(),
    ]);
    const arenaOf = ({ url }: { url: string }, { idToken: token }: TestUser) =>
      testSocket(
        io(`${url}/arena`, {
          auth: { token },
          transports: ["websocket"],
          forceNew: true,
          reconnection: false,
        }),
      );
    const [moving, watching, elsewhere] = [
      arenaOf(server(), rider),
      arenaOf(other, groom),
      arenaOf(server(), stranger),
    ];
    for (const socket of [moving, watching, elsewhere]) await socket.connected();
    for (const who of [nobody, { ...rider, idToken: "none" }])
      expect(
        await arenaOf(other, who)
          .connected()
          .catch((error: unknown) => error),
      ).to.be.an("error");
    const place = { horseId: "h1", x: 3, y: 4 };
    expect(await moving.io.emitWithAck("horse:moved", place)).to.deep.equal({ ok: true });
    expect(await watching.next("horse:moved")).to.deep.equal([place]);
    expect(await moving.io.emitWithAck("horse:moved", { ...place, x: -1 })).to.include({ status: 400 });
    for (const unknown of ["constructor", "__proto__", "subscribe"])
      expect(await moving.io.emitWithAck(unknown, place)).to.include({ status: 404 });
    // A namespace beside the main one is part of the same connection, and ends with it.
    const main = watching.io.io.socket("/", { auth: { token: groom.idToken } });
    await new Promise<void>((resolve) => main.once("connect", resolve));
    const gone = new Promise((resolve) => watching.io.once("disconnect", resolve));
    await other.close();
    expect(await gone).to.be.a("string");
    expect([moving, elsewhere].flatMap(({ heard }) => heard.map(([type]) => type))).to.deep.equal([]);
    for (const socket of [moving, watching, elsewhere]) socket.io.disconnect();
  });
});
