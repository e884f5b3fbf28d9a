import { expect } from "chai";
import { getFirestore } from "firebase-admin/firestore";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import {
  InboxPage,
  type Notification,
  type NotificationType,
  notificationTypes,
} from "@firecast/contract/notifications/notifications";
import { Tool } from "@firecast/contract/tools";
import { minutes, seconds, toTimestamp } from "../../../../src/platform/clock.js";
import { randomIds } from "../../../../src/platform/ids.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { aUser } from "../../../support/users.js";
import { aConversation } from "../../chat/conversation.js";
import { aPerson, aPlace, type Person } from "../../people.js";
import { aRecipient, arrives, type Recipient } from "./recipient.js";

/** The triggers run in the functions emulator, one cold process after the other: what is checked is whether, not when. */
describe("a domain change becomes a row, an event with counts, and a push", function () {
  this.timeout(480_000);
  const server = anInstance();
  const recipients: Recipient[] = [];
  const seen = new Set<NotificationType>();

  const recipient = async (person?: Person): Promise<Recipient> => {
    const made = await aRecipient(server(), person);
    recipients.push(made);
    return made;
  };
  const aTool = async (owner: Person): Promise<Tool> =>
    Tool.parse((await owner.post("/tools", { name: "Poll" })).body);
  const itsOwn = async ({ person }: Recipient, type: NotificationType): Promise<Notification[]> =>
    InboxPage.parse((await person.get(`/notifications?type=${type}`)).body).items;

  /** One type: what is done, who is told, who did it and so is not. */
  const type = (
    name: NotificationType,
    act: () => Promise<{ told: Recipient; by?: Person | undefined; expects?: object }>,
  ): void => {
    it(`${name}`, async () => {
      const { told, by, expects = {} } = await act();
      const item = await arrives(told, name);
      expect(item).to.deep.include({ type: name, count: 1, read: false, ...expects });
      if (!by) return;
      expect(item.actor).to.equal(by.uid);
      expect(InboxPage.parse((await by.get(`/notifications?type=${name}`)).body).items).to.deep.equal([]);
    });
    seen.add(name);
  };

  /** Reminded 20 s after this: the other types happen meanwhile. */
  let reminded: Recipient;
  before(async () => {
    const { owner, path, member } = await aPlace(server());
    const told = await aRecipient(server(), await member());
    const { id } = await anEvent(owner, path, minutes(15) + seconds(20));
    await told.person.put(`${path}/events/${id}/rsvp`, { status: "maybe" });
    reminded = told;
  });

  after(() => reminded.stream.close());

  afterEach(() => {
    for (const { stream } of recipients.splice(0)) stream.close();
  });

  type("join_request", async () => {
    const place = await aPlace(server(), "request");
    const told = await recipient(place.owner);
    const by = await aPerson(server());
    await by.post(`${place.path}/join`);
    return { told, by, expects: { spaceId: place.id } };
  });

  type("join_approved", async () => {
    const { owner, path } = await aPlace(server(), "request");
    const told = await recipient();
    await told.person.post(`${path}/join`);
    await owner.patch(`${path}/members/${told.person.uid}`, { status: "active" });
    return { told, by: owner };
  });

  type("member_joined", async () => {
    const { owner, path } = await aPlace(server(), "open");
    const told = await recipient(owner);
    const by = await aPerson(server());
    await by.post(`${path}/join`);
    return { told, by };
  });

  type("role_changed", async () => {
    const { owner, path, member } = await aPlace(server());
    const told = await recipient(await member());
    await owner.patch(`${path}/members/${told.person.uid}`, { role: "admin" });
    return { told, by: owner };
  });

  type("space_invite", async () => {
    const { owner, path } = await aPlace(server(), "request");
    const told = await recipient();
    await owner.post(`${path}/invites`, { uid: told.person.uid });
    return { told, by: owner };
  });

  type("mention", async () => {
    const { owner, say, member } = await aConversation(server());
    const told = await recipient(await member());
    await say(owner, `Hello, @${told.person.uid}`);
    return { told, by: owner, expects: { body: `Hello, @${told.person.uid}` } };
  });

  type("reply", async () => {
    const { owner, say, member } = await aConversation(server());
    const told = await recipient(await member());
    const { id } = await say(told.person, "Who comes?");
    await say(owner, "I do", { replyTo: id });
    return { told, by: owner, expects: { body: "I do" } };
  });

  type("message_pinned", async () => {
    const { owner, say, member, chat } = await aConversation(server());
    const told = await recipient(await member());
    const { id } = await say(told.person, "Remember");
    await owner.put(`${chat}/${id}/pin`);
    return { told };
  });

  type("tool_forked", async () => {
    const { owner, id, member } = await aPlace(server());
    const told = await recipient(owner);
    const tool = await aTool(owner);
    await owner.post(`/tools/${tool.id}/deploy`, { spaceId: id });
    const by = await member();
    await by.post(`/tools/${tool.id}/fork`);
    return { told, by, expects: { toolId: tool.id } };
  });

  type("tool_deployed", async () => {
    const { owner, id, member } = await aPlace(server());
    const told = await recipient(await member());
    const tool = await aTool(owner);
    await owner.post(`/tools/${tool.id}/deploy`, { spaceId: id });
    return { told, by: owner, expects: { toolId: tool.id, spaceId: id } };
  });

  type("tool_milestone", async () => {
    const told = await recipient();
    const tool = await aTool(told.person);
    await theFirebase().firestore.doc(`tools/${tool.id}`).update({ uses: 10 });
    return { told, expects: { toolId: tool.id, title: "Poll was used 10 times" } };
  });

  type("tool_updated", async () => {
    const { owner, id, member } = await aPlace(server());
    const tool = await aTool(owner);
    await owner.post(`/tools/${tool.id}/deploy`, { spaceId: id });
    const told = await recipient(await member());
    await told.person.post(`/tools/${tool.id}/fork`);
    await owner.patch(`/tools/${tool.id}`, { name: "Better poll" });
    return { told };
  });

  const anEvent = async (owner: Person, path: string, startsInMs: number): Promise<CalendarEvent> => {
    const draft = { title: "Stand-up", startsAt: toTimestamp(Date.now() + startsInMs) };
    return CalendarEvent.parse((await owner.post(`${path}/events`, draft)).body);
  };

  type("event_created", async () => {
    const { owner, path, member } = await aPlace(server());
    const told = await recipient(await member());
    await anEvent(owner, path, minutes(60));
    return { told, by: owner };
  });

  type("event_reminder", () =>
    Promise.resolve({ told: reminded, expects: { title: "Stand-up starts soon" } }),
  );

  type("rsvp_update", async () => {
    const { owner, path, member } = await aPlace(server());
    const told = await recipient(owner);
    const { id } = await anEvent(owner, path, minutes(60));
    const by = await member();
    await by.put(`${path}/events/${id}/rsvp`, { status: "yes" });
    return { told, by };
  });

  type("welcome", async () => ({ told: await recipient() }));

  type("achievement", async () => {
    const { owner, id } = await aPlace(server());
    const told = await recipient(owner);
    const tool = await aTool(owner);
    await owner.post(`/tools/${tool.id}/deploy`, { spaceId: id });
    return { told };
  });

  type("system_alert", async () => {
    const told = await recipient();
    const operator = server().as(await aUser({ operator: true }));
    const audience = { type: "users", uids: [told.person.uid] };
    const { status } = await operator.post("/announcements", {
      title: "Soon",
      body: "Maintenance",
      audience,
    });
    expect(status).to.equal(201);
    return { told, expects: { title: "Soon", body: "Maintenance" } };
  });

  it("all 18 types are among these", () => {
    expect([...seen].sort()).to.deep.equal([...notificationTypes].sort());
  });

  it("a mention that another backend wrote to Firestore arrives too, and its trigger may come twice", async () => {
    const { owner, id: spaceId, member } = await aConversation(server());
    const told = await recipient(await member());
    const message = getFirestore().doc(`spaces/${spaceId}/messages/${randomIds.next()}`);
    await message.create({ authorId: owner.uid, text: `@${told.person.uid} look` });
    await arrives(told, "mention");
    await message.update({ touched: true });
    expect(await itsOwn(told, "mention")).to.have.lengthOf(1);
  });
});
