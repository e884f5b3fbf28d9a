import { expect } from "chai";
import { sha256 } from "../../../src/platform/ids.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person, type Place } from "../people.js";
import { aStage, creation, happening, type Stage, summaryOf } from "../stage.js";

describe("N16: what is told of invites to an address", () => {
  const server = anInstance();

  const invite = async (stage: Stage, { id: spaceId, path, owner }: Place, { email }: Person) => {
    const inviteId = sha256(email);
    const event = await happening(`spaces/${spaceId}/invites/${inviteId}`, { spaceId, inviteId }, () =>
      owner.post(`${path}/invites`, { email }),
    );
    await stage.produce.inviteCreated(creation(event));
    return stage.told();
  };
  const invitesOf = async ({ id }: Place) =>
    (await theFirebase().firestore.collection(`spaces/${id}/invites`).get()).docs.length;

  it("the user with that verified address hears of it, once however often the trigger runs", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server(), "request")];
    const nina = await aPerson(server(), { verified: true });
    await nina.get("/profile");
    const told = await invite(stage, place, nina);
    expect(summaryOf(told)).to.deep.equal([`space_invite by ${place.owner.uid} to ${nina.uid}`]);
    const again = await invite(stage, place, nina);
    expect(again.map(({ cause }) => cause)).to.deep.equal(told.map(({ cause }) => cause));
  });

  it("nobody hears of it whose address is not proven, until it is", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server(), "request")];
    const nina = await aPerson(server());
    await nina.get("/profile");
    expect(await invite(stage, place, nina)).to.deep.equal([]);
    const event = await happening(`users/${nina.uid}`, { uid: nina.uid }, () =>
      theFirebase()
        .firestore.doc(`users/${nina.uid}`)
        .update({ addressHash: sha256(nina.email) }),
    );
    await stage.produce.profileWritten(event);
    expect(summaryOf(stage.told())).to.deep.equal([`space_invite by ${place.owner.uid} to ${nina.uid}`]);
    event.data.before = event.data.after;
    await stage.produce.profileWritten(event);
    expect(stage.told(), "another change of the profile").to.deep.equal([]);
  });

  it("who comes later hears of it once the profile is made", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server(), "request")];
    const nina = await aPerson(server(), { verified: true });
    expect(await invite(stage, place, nina)).to.deep.equal([]);
    const event = await happening(`users/${nina.uid}`, { uid: nina.uid }, () => nina.get("/profile"));
    await stage.produce.profileWritten(event);
    expect(summaryOf(stage.told())).to.deep.equal([`space_invite by ${place.owner.uid} to ${nina.uid}`]);
  });

  it("a member is told nothing, and the invite is no way back in; the banned are told nothing", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server(), "open")];
    const [mia, bea] = [
      await aPerson(server(), { verified: true }),
      await aPerson(server(), { verified: true }),
    ];
    for (const person of [mia, bea]) await person.post(`${place.path}/join`);
    for (const person of [mia, bea]) await person.get("/profile");
    expect(await invite(stage, place, mia)).to.deep.equal([]);
    expect(await invitesOf(place)).to.equal(0);
    await place.owner.patch(`${place.path}/members/${bea.uid}`, { status: "banned" });
    expect(await invite(stage, place, bea)).to.deep.equal([]);
  });
});
