import { expect } from "chai";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person, type Place } from "../people.js";
import { aStage, happening, type Stage, summaryOf } from "../stage.js";

describe("what is told when a member's document is written", () => {
  const server = anInstance();

  const documentOf = ({ id }: Place, uid: string) => `spaces/${id}/members/${uid}`;
  const tell = async (stage: Stage, place: Place, uid: string, act: () => Promise<unknown>) => {
    const event = await happening(documentOf(place, uid), { spaceId: place.id, uid }, act);
    await stage.produce.memberWritten(event);
    return { event, told: stage.told() };
  };

  async function asked(): Promise<{ stage: Stage; place: Place; nina: Person }> {
    const [stage, place, nina] = [
      aStage(server()),
      await aPlace(server(), "request"),
      await aPerson(server()),
    ];
    await nina.post(`${place.path}/join`);
    return { stage, place, nina };
  }

  it("join_request: owners and admins hear who asks", async () => {
    const [stage, place, nina] = [
      aStage(server()),
      await aPlace(server(), "request"),
      await aPerson(server()),
    ];
    const { told } = await tell(stage, place, nina.uid, () => nina.post(`${place.path}/join`));
    expect(summaryOf(told)).to.deep.equal([`join_request by ${nina.uid} to members`]);
    expect(told[0]?.payload).to.deep.equal({ spaceId: place.id, spaceName: "Lobby", uid: nina.uid });
    expect(told[0]?.audience).to.deep.include({ spaceId: place.id, roles: ["owner", "admin"] });
  });

  it("join_approved and member_joined: an approval leaves out who approved", async () => {
    const { stage, place, nina } = await asked();
    const admin = await place.member("admin");
    const { told } = await tell(stage, place, nina.uid, () =>
      admin.patch(`${place.path}/members/${nina.uid}`, { status: "active" }),
    );
    expect(summaryOf(told)).to.deep.equal([
      `join_approved by ${admin.uid} to ${nina.uid}`,
      `member_joined by ${admin.uid} to members`,
    ]);
  });

  it("gives a profile to whoever becomes a member", async () => {
    const { stage, place, nina } = await asked();
    await tell(stage, place, nina.uid, () =>
      place.owner.patch(`${place.path}/members/${nina.uid}`, { status: "active" }),
    );
    const profile = await theFirebase().firestore.doc(`users/${nina.uid}`).get();
    expect(profile.get("uid")).to.equal(nina.uid);
  });

  it("space_invite: the invited hears of it; nobody hears of the founder", async () => {
    const { stage, place } = { ...(await asked()) };
    const invited = await tell(stage, place, "max", () =>
      place.owner.post(`${place.path}/invites`, { uid: "max" }),
    );
    expect(summaryOf(invited.told)).to.deep.equal([`space_invite by ${place.owner.uid} to max`]);
    const founder = await tell(stage, place, place.owner.uid, () => Promise.resolve());
    founder.event.data.before = await theFirebase().firestore.doc(documentOf(place, "nobody")).get();
    await stage.produce.memberWritten(founder.event);
    expect(stage.told()).to.deep.equal([]);
  });

  it("role_changed: the member hears of it, also from another backend that leaves our marks in place", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server())];
    const mia = await place.member();
    const document = theFirebase().firestore.doc(documentOf(place, mia.uid));
    const ours = await tell(stage, place, mia.uid, () =>
      place.owner.patch(`${place.path}/members/${mia.uid}`, { role: "admin" }),
    );
    expect(summaryOf(ours.told)).to.deep.equal([`role_changed by ${place.owner.uid} to ${mia.uid}`]);
    const own = await tell(stage, place, mia.uid, () =>
      mia.patch(`${place.path}/members/${mia.uid}`, { role: "member" }),
    );
    expect(own.told).to.deep.equal([]);
    const theirs = await tell(stage, place, mia.uid, () => document.update({ role: "admin" }));
    expect(summaryOf(theirs.told)).to.deep.equal([`role_changed to ${mia.uid}`]);
    expect(theirs.told[0]?.cause, "the same role again").to.not.equal(ours.told[0]?.cause);
  });

  it("is the same when the trigger is called again", async () => {
    const { stage, place, nina } = await asked();
    const { event, told } = await tell(stage, place, nina.uid, () =>
      place.owner.patch(`${place.path}/members/${nina.uid}`, { status: "active", role: "admin" }),
    );
    await stage.produce.memberWritten(event);
    expect(stage.told()).to.deep.equal(told);
  });

  it("who changed a member is stored, and on no wire", async () => {
    const { place, nina } = await asked();
    const stored = await theFirebase().firestore.doc(documentOf(place, nina.uid)).get();
    expect(stored.get("changedBy")).to.equal(nina.uid);
    const approved = await place.owner.patch(`${place.path}/members/${nina.uid}`, { status: "active" });
    const read = await place.owner.get(`${place.path}/members/${nina.uid}`);
    for (const { body } of [approved, read]) {
      expect(body).to.have.all.keys(
        "uid",
        "displayName",
        "spaceId",
        "role",
        "status",
        "createdAt",
        "joinedAt",
      );
    }
    expect((await stored.ref.get()).get("changedBy")).to.equal(place.owner.uid);
  });

  it("what is no member is logged and left alone, and of a deletion nothing is told", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server())];
    const document = theFirebase().firestore.doc(documentOf(place, "crm-1"));
    const unreadable = await tell(stage, place, "crm-1", () => document.set({ status: "boss" }));
    expect(unreadable.told).to.deep.equal([]);
    const owner = (await theFirebase().firestore.doc(documentOf(place, place.owner.uid)).get()).data() ?? {};
    const strayed = await tell(stage, place, "crm-1", () => document.set(owner));
    expect(strayed.told).to.deep.equal([]);
    expect(stage.logged).to.deep.equal(["notification.source.unreadable", "notification.source.unreadable"]);
    const deleted = await tell(stage, place, "crm-1", () => document.delete());
    expect(deleted.told).to.deep.equal([]);
    expect(stage.logged).to.have.length(2);
  });

  it("N6: who leaves, is removed, or whose invite is withdrawn keeps nothing of what the space has told", async () => {
    const { stage, place, nina } = await asked();
    const [mia, max] = [await place.member(), await place.member()];
    await tell(stage, place, mia.uid, () => mia.delete(`${place.path}/members/${mia.uid}`));
    await tell(stage, place, max.uid, () => place.owner.delete(`${place.path}/members/${max.uid}`));
    expect(stage.undone).to.deep.equal([`leave ${mia.uid}`, `leave ${max.uid}`]);
    await tell(stage, place, nina.uid, () => place.owner.delete(`${place.path}/members/${nina.uid}`));
    expect(stage.undone, "a request is declined: nothing was told").to.have.lengthOf(2);
    await place.owner.post(`${place.path}/invites`, { uid: nina.uid });
    await tell(stage, place, nina.uid, () => place.owner.delete(`${place.path}/members/${nina.uid}`));
    expect(stage.undone.at(-1)).to.equal(`leave ${nina.uid}`);
  });
});
