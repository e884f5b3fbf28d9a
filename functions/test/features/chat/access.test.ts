import { expect } from "chai";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, type Person } from "../people.js";
import { aConversation } from "./conversation.js";

/** Every route of a chat, by what it is called with. */
const routes = (
  chat: string,
  messageId: string,
): [
  string,
  (person: Pick<Person, "get" | "post" | "put" | "patch" | "delete">) => ReturnType<Person["get"]>,
][] => [
  ["list", (person) => person.get(chat)],
  ["post", (person) => person.post(chat, { text: "Hello" })],
  ["edit", (person) => person.patch(`${chat}/${messageId}`, { text: "Hello" })],
  ["delete", (person) => person.delete(`${chat}/${messageId}`)],
  ["pin", (person) => person.put(`${chat}/${messageId}/pin`)],
  ["unpin", (person) => person.delete(`${chat}/${messageId}/pin`)],
  ["type", (person) => person.post(`${chat}/typing`, { typing: true })],
  ["read", (person) => person.post(`${chat}/read`, { lastReadMessageId: messageId })],
];

describe("a chat", () => {
  const server = anInstance();

  it("looks absent to everybody but active members, on every route", async () => {
    const { path, chat, channel, owner, member, say } = await aConversation(server());
    const [stranger, invited, removed] = [await aPerson(server()), await aPerson(server()), await member()];
    await owner.post(`${path}/invites`, { uid: invited.uid });
    const { id } = await say(owner, "Hello");
    await removed.get(chat);
    await owner.delete(`${path}/members/${removed.uid}`);

    for (const person of [stranger, invited, removed]) {
      for (const [name, call] of routes(chat, id)) expect(await call(person), name).to.deep.equal(hidden);
    }
    for (const [name, call] of routes("/spaces/nowhere/chat", "nothing")) {
      expect(await call(owner), name).to.deep.equal(hidden);
    }
    expect(await server().events(channel)).to.have.length(1);
  });

  it("asks everybody to sign in, on every route", async () => {
    const { chat, owner, say } = await aConversation(server());
    const { id } = await say(owner, "Hello");
    for (const [name, call] of routes(chat, id))
      expect((await call(server().as())).status, name).to.equal(401);
  });

  it("finds no message that is not in it", async () => {
    const { chat, owner } = await aConversation(server());
    const elsewhere = await aConversation(server());
    const foreign = await elsewhere.say(elsewhere.owner, "Hi");
    for (const id of ["unknown", foreign.id]) {
      const [, , ...onMessage] = routes(chat, id).filter(([name]) => name !== "type");
      for (const [name, call] of onMessage) expect(await call(owner), name).to.deep.equal(hidden);
    }
  });

  it("refuses ids that are no segments before it reads anything", async () => {
    const { chat, owner } = await aConversation(server());
    for (const id of ["a.b", "__x__", "%00", "a%2fb", "x".repeat(129)]) {
      const [, , ...onMessage] = routes(chat, id).filter(([name]) => name !== "type");
      for (const [name, call] of onMessage) expect((await call(owner)).status, `${name} ${id}`).to.equal(400);
    }
  });

  it("refuses fields that do not belong there", async () => {
    const { chat, owner, say } = await aConversation(server());
    const { id } = await say(owner, "Hello");
    const calls = [
      owner.patch(`${chat}/${id}`, { text: "Bye", authorId: "mallory" }),
      owner.patch(`${chat}/${id}`, { text: " " }),
      owner.patch(`${chat}/${id}`, {}),
      owner.post(`${chat}/typing`, { typing: "yes" }),
      owner.post(`${chat}/typing`, { typing: true, uid: "mallory" }),
      owner.post(`${chat}/read`, {}),
      owner.post(`${chat}/read`, { lastReadMessageId: "a/b" }),
      owner.post(`${chat}/read`, { lastReadMessageId: id, uid: "mallory" }),
    ];
    expect((await Promise.all(calls)).map(({ status }) => status)).to.deep.equal(calls.map(() => 400));
  });

  it("does not take its stream for a message", async () => {
    const { chat } = await aConversation(server());
    const stranger = await aPerson(server());
    expect(await stranger.get(`${chat}/stream`)).to.deep.equal(hidden);
  });
});
