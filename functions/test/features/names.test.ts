import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { InboxPage } from "@firecast/contract/notifications/notifications";
import { anInstance, theFirebase } from "../support/testInstance.js";
import { happening } from "./stage.js";
import { aPerson, aPlace, type Person, type Place } from "./people.js";
import { messageDocument } from "../../src/features/chat/paths.js";

describe("N9: names where others see them", () => {
  const server = anInstance();

  const called = async (person: Person, displayName: string | null): Promise<Person> => {
    await person.patch("/profile", { displayName });
    return person;
  };
  const post = async (place: Place, author: Person, text: string) =>
    Message.parse((await author.post(`${place.path}/chat`, { text })).body);

  it("a message says what its author was called when it was written, in answer, stream and list", async () => {
    const place = await aPlace(server());
    const ada = await called(await place.member(), "Ada");
    const first = await post(place, ada, "Hello");
    expect(first.authorName).to.equal("Ada");
    await called(ada, "Countess");
    const second = await post(place, ada, "Hello again");
    expect(second.authorName).to.equal("Countess");
    const list = await place.owner.get(`${place.path}/chat`);
    expect(list.body).to.have.property("items").that.deep.equals([second, first]);
    const events = await server().events(`spaces/${place.id}/chat`);
    expect(events.map(({ data }) => data)).to.deep.equal([first, second]);
  });

  it("an edit keeps the name", async () => {
    const place = await aPlace(server());
    const ada = await called(await place.member(), "Ada");
    const { id } = await post(place, ada, "Hello");
    await called(ada, "Countess");
    const edited = await ada.patch(`${place.path}/chat/${id}`, { text: "Hi" });
    expect(edited).to.have.nested.property("body.authorName", "Ada");
  });

  it("whoever told none is a member, and no uid is shown in its place", async () => {
    const place = await aPlace(server());
    expect(await post(place, place.owner, "Hello")).to.have.property("authorName", "A member");
  });

  it("a member has the name of now, also right after joining; the merely invited have none", async () => {
    const place = await aPlace(server());
    const ada = await called(await aPerson(server()), "Ada");
    const invited = await place.owner.post(`${place.path}/invites`, { uid: ada.uid });
    expect(invited.body).to.not.have.property("displayName");
    const joined = await ada.post(`${place.path}/join`);
    expect(joined).to.have.nested.property("body.displayName", "Ada");
    await called(ada, "Countess");
    const seen = await place.owner.get(`${place.path}/members/${ada.uid}`);
    expect(seen).to.have.nested.property("body.displayName", "Countess");
    const stored = await theFirebase().firestore.doc(`spaces/${place.id}/members/${ada.uid}`).get();
    expect(stored.get("displayName")).to.equal(undefined);
  });

  it("a notification says names of the time it is made; renaming reaches new ones", async () => {
    const place = await aPlace(server());
    const [ada, bob] = [await called(await place.member(), "Ada"), await place.member()];
    const mention = async (text: string) => {
      const { id: messageId } = await post(place, ada, text);
      const path = `spaces/${place.id}/messages/${messageId}`;
      const event = await happening(path, { spaceId: place.id, messageId }, () => Promise.resolve());
      event.data.before = await theFirebase().firestore.doc("spaces/nowhere").get();
      await server().instance.written(messageDocument.template, event);
    };
    const rows = async () => {
      const { items } = InboxPage.parse((await bob.get("/notifications?type=mention")).body);
      return items.map(({ title, actor, actorName }) => ({ title, actor, actorName }));
    };
    await mention(`Hello, @${bob.uid}`);
    expect(await rows()).to.deep.equal([
      { title: "Ada mentioned you in Lobby", actor: ada.uid, actorName: "Ada" },
    ]);
    await bob.patch("/notifications", { all: true, seen: true });
    await called(ada, "Countess");
    await mention(`Hello again, @${bob.uid}`);
    expect(await rows()).to.deep.include({
      title: "Countess mentioned you in Lobby",
      actor: ada.uid,
      actorName: "Countess",
    });
  });
});
