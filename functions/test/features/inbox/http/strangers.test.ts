import { expect } from "chai";
import { hidden, hiddenChannel } from "../../../support/caller.js";
import { SseClient } from "../../../support/sse.js";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson } from "../../people.js";
import { inboxOf, mention, pageOf, path, rowsOf } from "./told.js";

describe("another user's notifications", () => {
  const server = anInstance();

  /** Somebody with a row and a device, and somebody else who knows all of their ids. */
  const aPair = async () => {
    const [nina, max] = [await aPerson(server()), await aPerson(server())];
    await mention(server(), nina, "s1");
    const [row] = await rowsOf(nina);
    const device = `/devices/device-of-${nina.uid}`;
    await nina.put(device, { token: `token-of-${nina.uid}`, platform: "web" });
    return { nina, max, id: row?.id ?? "", row, device };
  };

  it("look as if they were not there, in every route that names one", async () => {
    const { nina, max, id, device } = await aPair();
    expect(await max.get(`${path}/${id}/trace`)).to.deep.equal(hidden);
    expect(await max.get(`${path}/unknown/trace`)).to.deep.equal(hidden);
    expect(await max.delete(device)).to.deep.equal(hidden);
    expect(await max.delete("/devices/unknown")).to.deep.equal(hidden);
    expect((await nina.get(`${path}/${id}/trace`)).status).to.equal(200);
    expect((await nina.delete(device)).status).to.equal(204);
  });

  it("are changed by nobody else, who hears what they hear of unknown ids", async () => {
    const { nina, max, id, row } = await aPair();
    for (const change of [{ read: true }, { archived: true }, { snoozeUntil: null }]) {
      const ofHers = await max.patch(path, { ids: [id], ...change });
      expect(ofHers).to.deep.equal(await max.patch(path, { ids: ["unknown"], ...change }));
      expect(ofHers.body).to.include({ changed: 0 });
    }
    expect(await pageOf(nina)).to.deep.include({
      items: [row],
      counts: { unseen: 1, unread: 1, version: 1 },
    });
  });

  it("are on a channel that is hidden like one that no one has", async () => {
    const { nina, max } = await aPair();
    for (const channel of [inboxOf(nina), "users/nobody/notifications"]) {
      const none = hiddenChannel(channel, "/channel");
      expect(await max.get(`/realtime/history?channel=${channel}`)).to.deep.equal(none);
      expect(await max.get(`/realtime/presence?channel=${channel}`)).to.deep.equal(none);
      for (const route of ["/sse/stream?channels=", `/realtime/events?channels=${inboxOf(max)},`]) {
        const stream = await SseClient.open(`${server().url}${route}${channel}`, { token: max.user.idToken });
        await stream.ended;
        expect([stream.status, JSON.parse(stream.raw)], route).to.deep.equal([
          404,
          hiddenChannel(channel, "/channels").body,
        ]);
      }
    }
  });

  it("are published by nobody, not even by their owner", async () => {
    const { nina, max, row } = await aPair();
    const data = { item: row, counts: { unseen: 9, unread: 9, version: 9 } };
    const publication = { channel: inboxOf(nina), type: "notification:created", data };
    expect((await max.post("/realtime/publish", publication)).status).to.equal(404);
    expect((await nina.post("/realtime/publish", publication)).status).to.equal(403);
    const forged = { channel: inboxOf(nina), type: "presence:joined", data: { uid: nina.uid } };
    expect((await nina.post("/realtime/publish", forged)).status).to.equal(403);
    expect(await server().events(inboxOf(nina))).to.have.lengthOf(1);
  });

  it("go to a device of theirs, though another user has one of the same id", async () => {
    const { nina, max, device } = await aPair();
    const { status } = await max.put(device, { token: `token-of-${max.uid}`, platform: "web" });
    expect(status, "as if it were new").to.equal(201);
    expect((await max.delete(device)).status).to.equal(204);
    expect(await max.delete(device)).to.deep.equal(hidden);
    expect((await nina.delete(device)).status, "hers is still there").to.equal(204);
  });
});
