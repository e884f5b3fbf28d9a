import { expect } from "chai";
import { horsesChannel } from "../../src/app/horses/channels.js";
import { channelOf } from "@firecast/contract/core/channel";
import { eventually } from "../support/eventually.js";
import { anInstance } from "../support/testInstance.js";
import { aUser } from "../support/users.js";

describe("the example of app/: horses", () => {
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
    );
    expect(rows.body).to.have.nested.property("items[0].title", "Fjalar has come to the stable");
    expect((await alice.get("/notifications?type=horse_added")).body).to.have.nested.property(
      "items.length",
      0,
    );
    const muted = await bob.put("/notifications/preferences", { types: { horse_added: { push: false } } });
    expect(muted.status).to.equal(200);
  });
});
