import { expect } from "chai";
import type { DocumentReference } from "firebase-admin/firestore";
import { Tool } from "@firecast/contract/tools";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { Message } from "@firecast/contract/space/chat";
import { Document } from "@firecast/contract/documents";
import { derivedId } from "../../../src/platform/ids.js";
import { hidden } from "../../support/caller.js";
import { anInstance, startInstance, type TestInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace, type Place } from "../people.js";

const firestore = () => theFirebase().firestore;

describe("DELETE /api/spaces/:spaceId", () => {
  const server = anInstance();
  const others: TestInstance[] = [];
  before(async () => {
    others.push(await startInstance(), await startInstance());
  });
  after(() => Promise.all(others.map((instance) => instance.close())));

  /** All that is stored of a space, by path. The end of a log counts for nothing. */
  async function leftOf(spaceId: string): Promise<string[]> {
    const below = async (document: DocumentReference): Promise<string[]> => {
      const collections = await document.listCollections();
      const documents = (await Promise.all(collections.map((each) => each.listDocuments()))).flat();
      return [...documents.map(({ path }) => path), ...(await Promise.all(documents.map(below))).flat()];
    };
    const of = (name: string) => firestore().collection(name).where("spaceId", "==", spaceId).get();
    const found = await Promise.all([of("documents"), of("activity")]);
    const logs = ["", ".chat", ".members", ".reads"].map((name) =>
      firestore().collection(`channels/spaces.${spaceId}${name}/events`).where("seq", ">", 0).get(),
    );
    const space = await firestore().doc(`spaces/${spaceId}`).get();
    return [
      ...(space.exists ? [space.ref.path] : []),
      ...(await below(space.ref)),
      ...[...found, ...(await Promise.all(logs))].flatMap(({ docs }) => docs.map(({ ref }) => ref.path)),
    ];
  }

  /** A space with something of everything. */
  async function furnished(place: Place) {
    const { owner, path, id: spaceId } = place;
    const member = await place.member();
    const tool = Tool.parse((await owner.post("/tools", { name: "Poll" })).body);
    const message = Message.parse((await member.post(`${path}/chat`, { text: "Hello" })).body);
    const startsAt = "2030-01-01T10:00:00Z";
    const event = CalendarEvent.parse(
      (await member.post(`${path}/events`, { title: "Ride", startsAt })).body,
    );
    const document = Document.parse((await member.post("/documents", { title: "Plan", spaceId })).body);
    const rule = {
      name: "Greet",
      trigger: { type: "cron", cron: "0 8 * * *" },
      actions: [{ type: "post_message", text: "Good morning" }],
    };
    const made = await Promise.all([
      owner.post(`/tools/${tool.id}/deploy`, { spaceId }),
      owner.post(`${path}/chat/read`, { lastReadMessageId: message.id }),
      owner.put(`${path}/events/${event.id}/rsvp`, { status: "yes" }),
      owner.post(`${path}/calendars`, { url: "https://example.com/feed.ics" }),
      owner.post(`${path}/invites`, { email: `${spaceId.toLowerCase()}@example.com` }),
      owner.post(`${path}/automations`, rule),
    ]);
    for (const { status, body } of made) expect(status, JSON.stringify(body)).to.be.within(200, 202);
    const activity = { id: `did-${spaceId}`, type: "tool:deployed", by: owner.uid, spaceId };
    await firestore().doc(`activity/${activity.id}`).set(activity);
    return { member, tool, document };
  }

  it("takes all that is in it; from the answer on it is there for nobody, on no instance", async () => {
    const place = await aPlace(server());
    const { owner, path, id } = place;
    const { member, tool, document } = await furnished(place);
    expect(await leftOf(id)).to.have.length.at.least(18);
    for (const { as } of others) expect((await as(member.user).get(`${path}/chat`)).status).to.equal(200);
    expect(await owner.delete(path)).to.deep.equal({ status: 204, body: undefined });
    expect(await leftOf(id)).to.deep.equal([]);

    const asked = ["", "/chat", "/members", "/events", "/calendars", "/automations", "/activity", "/setup"];
    for (const { as } of [server(), ...others]) {
      for (const part of asked) expect(await as(member.user).get(path + part), part).to.deep.equal(hidden);
      expect(await as(owner.user).get(`${path}/members/${owner.uid}`)).to.deep.equal(hidden);
      expect(await as(member.user).post(`${path}/chat`, { text: "Still here?" })).to.deep.equal(hidden);
      expect(await as(member.user).post(`${path}/join`)).to.deep.equal(hidden);
      expect(await as(owner.user).patch(path, { name: "Again" })).to.deep.equal(hidden);
      expect(await as(member.user).get(`/tools/${tool.id}`)).to.deep.equal(hidden);
      expect(await as(member.user).get(`/documents/${document.id}`)).to.deep.equal(hidden);
    }
    expect((await owner.get(`/tools/${tool.id}`)).status, "a tool is its owner's").to.equal(200);
    expect((await member.get("/spaces")).body).to.deep.equal({ items: [], nextCursor: null });

    const { sent } = server();
    const last = sent.flatMap((message) => (message.type === "events" ? message.events : []));
    expect(last.some(({ channel, type }) => channel === `spaces/${id}` && type === "space:deleted")).to.equal(
      true,
    );
    const ended = sent.flatMap((message) => (message.type === "control" ? [message.control] : []));
    expect(ended).to.deep.include({ type: "access_changed", param: "spaceId", value: id });
    const told = await firestore()
      .doc(`announcements/${derivedId("space-deleted", id, member.uid)}`)
      .get();
    expect(told.data()).to.deep.include({
      title: "Lobby was deleted",
      audience: { type: "users", uids: [member.uid] },
    });
  });

  it("leaves no room for requests that are under way on other instances", async () => {
    const place = await aPlace(server());
    const { id, path, owner } = place;
    const member = await place.member();
    let over = false;
    const late: unknown[] = [];
    const writing = others.map(async ({ as }) => {
      const writer = as(member.user);
      while (!over || late.length === 0) {
        const wasOver = over;
        const answers = await Promise.all([
          writer.post(`${path}/chat`, { text: "Quick" }),
          writer.post(`${path}/events`, { title: "Quick", startsAt: "2030-01-01T10:00:00Z" }),
        ]);
        for (const { status } of answers) expect(status).to.be.oneOf([201, 404]);
        if (wasOver) late.push(...answers.map(({ status }) => status));
      }
    });
    expect((await owner.delete(path)).status).to.equal(204);
    over = true;
    await Promise.all(writing);
    expect(new Set(late)).to.deep.equal(new Set([404]));
    expect(await leftOf(id)).to.deep.equal([]);
  });

  it("is one deletion, however many instances are asked at once; a keyed repeat hears the same", async () => {
    const place = await aPlace(server());
    const { owner, path } = place;
    const instances = [server(), ...others, server(), server()];
    const answers = await Promise.all(
      instances.map(({ as }, index) => as(owner.user).delete(path, { key: `click-${index}-${place.id}` })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).to.have.length(1);
    expect(statuses.filter((status) => status === 404)).to.have.length(4);
    const first = statuses.indexOf(204);
    expect(await owner.delete(path, { key: `click-${first}-${place.id}` })).to.deep.equal(answers[first]);
    expect(await owner.delete(path)).to.deep.equal(hidden);
  });

  it("is for owners alone, and hidden from who may not know of the space", async () => {
    const place = await aPlace(server());
    const [admin, member, banned] = [await place.member("admin"), await place.member(), await place.member()];
    await place.owner.patch(`${place.path}/members/${banned.uid}`, { status: "banned" });
    const elsewhere = await aPlace(server());
    for (const person of [admin, member]) expect((await person.delete(place.path)).status).to.equal(403);
    for (const person of [banned, elsewhere.owner, await aPerson(server())])
      expect(await person.delete(place.path)).to.deep.equal(hidden);
    expect((await member.get(place.path)).status).to.equal(200);
  });

  it("is finished by its wake-ups, with what came late; then nothing of it is stored any more", async () => {
    const place = await aPlace(server());
    await place.member();
    await place.owner.delete(place.path);
    const wakeUp = firestore().doc(`wakeUps/${derivedId("space_erasure", place.id)}`);
    const ring = async () => {
      const { createTime } = await wakeUp.get();
      await wakeUp.update({ dueAt: createTime });
      await server().instance.dueWakeUps();
    };
    await firestore().doc(`spaces/${place.id}/messages/late`).set({ seq: 7 });
    await ring();
    expect(await leftOf(place.id)).to.deep.equal([]);
    await firestore().doc(`spaces/${place.id}/calendar/gone/rsvps/late`).set({ uid: "late" });
    await ring();
    expect(await leftOf(place.id)).to.deep.equal([]);
    const logs = await firestore().collection(`channels/spaces.${place.id}.chat/events`).get();
    const deletion = await firestore().doc(`spaceDeletions/${place.id}`).get();
    expect([logs.size, deletion.exists, (await wakeUp.get()).exists]).to.deep.equal([0, false, false]);
  });
});
