import { expect } from "chai";
import { DirectMessage } from "@firecast/contract/direct";
import { inbox } from "../../../src/features/inbox/manifest.js";
import { hidden } from "../../support/caller.js";
import { featureActions } from "../../support/featureActions.js";
import { SseClient } from "../../support/sse.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, type Person } from "../people.js";

describe("direct messages over HTTP", () => {
  const server = anInstance();

  const two = async (): Promise<[Person, Person, string]> => {
    const [ada, bob] = [await aPerson(server()), await aPerson(server())];
    return [ada, bob, `direct/${[ada.uid, bob.uid].sort().join("/")}`];
  };

  it("are between two users, in lists and on a channel that the two alone may read", async () => {
    const [ada, bob, channel] = await two();
    const stranger = await aPerson(server());
    const stream = await SseClient.open(`${server().url}/realtime/events`, { token: bob.user.idToken });
    await stream.waitFor(({ event }) => event === "connected");
    const sent = await ada.post(`/direct/${bob.uid}`, { text: "Hello" }, { key: "k" });
    const first = DirectMessage.parse(sent.body);
    const { id, createdAt } = first;
    const whole = { id, seq: 1, authorId: ada.uid, recipientId: bob.uid, text: "Hello", createdAt };
    expect(sent).to.deep.equal({ status: 201, body: whole });
    expect(await ada.post(`/direct/${bob.uid}`, { text: "Hello" }, { key: "k" })).to.deep.equal(sent);
    const received = await stream.waitFor(({ event }) => event === "direct:message:received");
    expect(received.data).to.have.property("data").that.deep.equals(whole);
    stream.close();

    const answer = (await bob.post(`/direct/${ada.uid}`, { text: "Hi" })).body;
    expect((await ada.get(`/direct/${bob.uid}`)).body).to.deep.equal({
      items: [answer, whole],
      nextCursor: null,
    });
    const page = await bob.get(`/direct/${ada.uid}?limit=1`);
    expect(page.body).to.have.property("items").that.deep.equals([answer]);
    const { nextCursor } = page.body as { nextCursor: string };
    expect((await bob.get(`/direct/${ada.uid}?limit=1&cursor=${nextCursor}`)).body).to.deep.equal({
      items: [whole],
      nextCursor: null,
    });
    expect((await bob.get(`/direct/${ada.uid}?cursor=2`)).body).to.deep.equal({
      items: [whole],
      nextCursor: null,
    });
    const { createdAt: lastMessageAt } = DirectMessage.parse(answer);
    expect((await ada.get("/direct")).body).to.deep.equal({
      items: [{ uid: bob.uid, lastMessageAt }],
      nextCursor: null,
    });
    expect((await stranger.get("/direct")).body).to.deep.equal({ items: [], nextCursor: null });

    const events = await server().events(channel);
    expect(events.map(({ type, seq }) => `${type} ${seq}`)).to.deep.equal([
      "direct:message:created 1",
      "direct:message:created 2",
    ]);
    const history = (person: Person, name: string) => person.get(`/realtime/history?channel=${name}`);
    for (const person of [ada, bob]) expect((await history(person, channel)).status).to.equal(200);
    expect((await history(stranger, channel)).status).to.equal(404);
    const backwards = `direct/${[ada.uid, bob.uid].sort().reverse().join("/")}`;
    expect((await history(ada, backwards)).body)
      .to.have.property("items")
      .that.deep.equals([]);
    const forged = { channel, type: "direct:message:created", data: whole };
    expect((await ada.post("/realtime/publish", forged)).status).to.equal(403);
  });

  it("need a user, who is another one, and a text", async () => {
    const [ada, bob] = await two();
    expect(await ada.post("/direct/nobody-of-that-name", { text: "Hello?" })).to.deep.equal(hidden);
    expect(await ada.get("/direct/nobody-of-that-name")).to.deep.equal(hidden);
    expect((await ada.post(`/direct/${ada.uid}`, { text: "Me" })).status).to.equal(400);
    for (const cursor of ["xyz", "0", "1e3", "9".repeat(16)])
      expect((await ada.get(`/direct/${bob.uid}?cursor=${cursor}`)).status, cursor).to.equal(400);
    for (const body of [{}, { text: " " }, { text: "x".repeat(4001) }, { text: "x", to: "y" }])
      expect((await ada.post(`/direct/${bob.uid}`, body)).status).to.equal(400);
  });

  it("are refused where either has blocked the other", async () => {
    const [ada, bob] = await two();
    const { block, unblock } = featureActions(server().instance, inbox);
    await ada.post(`/direct/${bob.uid}`, { text: "Hello" });
    await block(bob.uid, ada.uid);
    for (const [from, to] of [
      [ada, bob],
      [bob, ada],
    ] as const)
      expect((await from.post(`/direct/${to.uid}`, { text: "Again" })).status).to.equal(403);
    expect((await ada.get(`/direct/${bob.uid}`)).body).to.have.nested.property("items.length", 1);
    await unblock(bob.uid, ada.uid);
    expect((await ada.post(`/direct/${bob.uid}`, { text: "Again" })).status).to.equal(201);
  });

  it("go with the account that wrote them", async () => {
    const [ada, bob, channel] = await two();
    await ada.post(`/direct/${bob.uid}`, { text: "Mine" });
    const { body: kept } = await bob.post(`/direct/${ada.uid}`, { text: "Yours" });
    await ada.delete("/profile");
    expect((await bob.get(`/direct/${ada.uid}`)).body).to.deep.equal({ items: [kept], nextCursor: null });
    expect(await server().events(channel)).to.deep.equal([]);
  });
});
