import { History } from "@firecast/contract/realtime";
import { Pin } from "@firecast/contract/pins";
import { expect } from "chai";
import { SseClient } from "../../support/sse.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";

describe("the channel of a pin", () => {
  const server = anInstance();

  const told = (client: SseClient, type: string) => client.waitFor(({ event }) => event === type);

  it("is streamed and read without an account while the pin is public, and under a short name by its owner", async () => {
    const ada = await aPerson(server());
    const { id } = Pin.parse((await ada.post("/pins", { title: "Sale" })).body);
    const streamOfAll = `${server().url}/sse/stream?pinId=${id}`;
    const historyOfAll = `/realtime/history?channel=pins/${id}`;
    const nobody = server().as();
    for (const path of [historyOfAll, `/sse/stream?poll=1&pinId=${id}`])
      expect((await nobody.get(path)).status, path).to.equal(401);

    await ada.post(`/pins/${id}/publish`);
    const visitor = await SseClient.open(streamOfAll);
    const owner = await SseClient.open(`${server().url}/sse/stream?channels=pins`, {
      token: ada.user.idToken,
    });
    await Promise.all([visitor, owner].map((client) => told(client, "connected")));
    await ada.put(`/pins/${id}`, { templateVars: { price: 7 } });
    const seen = await told(visitor, "pin:content_updated");
    expect(seen.data).to.deep.include({ channel: `pins/${id}` });
    const own = await told(owner, "pin:content_updated");
    expect(own.data).to.deep.include({ channel: `users/${ada.uid}/pins` });
    const { items } = History.parse((await nobody.get(historyOfAll)).body);
    expect(items.map(({ type }) => type)).to.include("pin:content_updated");

    await ada.delete(`/pins/${id}/publish`);
    await told(visitor, "error");
    await visitor.ended;
    expect((await nobody.get(historyOfAll)).status).to.equal(401);
    owner.close();
  });
});
