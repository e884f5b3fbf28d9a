import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Message } from "@firecast/contract/space/chat";
import { sweepAccounts } from "../../../src/features/accounts/sweepAccounts.js";
import { accountDirectory } from "../../../src/platform/auth/directory.js";
import { days, minutes } from "../../../src/platform/clock.js";
import { derivedId } from "../../../src/platform/ids.js";
import { hidden } from "../../support/caller.js";
import { nextSecond } from "../../support/nextSecond.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { anInstance, startInstance, theFirebase } from "../../support/testInstance.js";
import { auth } from "../../support/users.js";
import { aMention } from "../inbox/builders.js";
import { aPerson, aPlace, type Person, summary } from "../people.js";
import { inbox } from "../../../src/features/inbox/manifest.js";
import { featureActions } from "../../support/featureActions.js";

const firestore = () => theFirebase().firestore;
const wakeUpOf = (uid: string) => derivedId("account_deletion", uid);

describe("N9: DELETE /api/profile", () => {
  const server = anInstance();

  /** What is left of a user, by path: everything below their profile and beside it. */
  async function leftOf(uid: string): Promise<string[]> {
    const user = firestore().doc(`users/${uid}`);
    const below = await user.listCollections();
    const inside = await Promise.all(below.map((collection) => collection.get()));
    const beside = await Promise.all([user.get(), firestore().doc(`inboxes/${uid}`).get()]);
    const targets = await firestore().collection("pushTargets").where("uid", "==", uid).get();
    const events = await firestore().collection(`channels/users.${uid}.notifications/events`).get();
    return [
      ...inside.flatMap(({ docs }) => docs),
      ...beside.filter(({ exists }) => exists),
      ...targets.docs,
      ...events.docs,
    ].map(({ ref }) => ref.path);
  }

  /** Somebody with something of everything. */
  async function settled(): Promise<Person> {
    const nina = await aPerson(server());
    await nina.patch("/profile", { displayName: "Nina" });
    await nina.put("/devices/phone", { token: `token-of-${nina.uid}`, platform: "web" });
    await nina.put("/notifications/preferences", { push: false });
    await featureActions(server().instance, inbox).add(aMention({ uid: nina.uid }));
    return nina;
  }

  it("deletes devices, inbox, preferences and the account, and ends its streams", async () => {
    const nina = await settled();
    expect(await leftOf(nina.uid)).to.have.length.at.least(6);
    expect(await nina.delete("/profile")).to.deep.equal({ status: 204, body: undefined });
    expect(await leftOf(nina.uid)).to.deep.equal([]);
    const { users } = await auth().getUsers([{ uid: nina.uid }]);
    expect(users).to.deep.equal([]);
    expect((await nina.get("/profile")).status).to.equal(401);
    const told = server().sent.filter(
      (message) =>
        message.type === "control" &&
        message.control.type === "user_changed" &&
        message.control.uid === nina.uid,
    );
    expect(told).to.have.length.at.least(1);
  });

  it("takes the user out of every space, and the name off what they said", async () => {
    const place = await aPlace(server());
    const nina = await place.member();
    await nina.patch("/profile", { displayName: "Nina" });
    const { id } = Message.parse((await nina.post(`${place.path}/chat`, { text: "Hello" })).body);
    await nina.delete("/profile");
    expect(await place.owner.get(`${place.path}/members/${nina.uid}`)).to.deep.equal(hidden);
    expect((await summary(server(), `spaces/${place.id}/members`)).slice(-1)).to.deep.equal([
      `space:member:left by ${nina.uid}`,
    ]);
    const list = await place.owner.get(`${place.path}/chat`);
    expect(list).to.have.nested.property("body.items[0].id", id);
    expect(list).to.have.nested.property("body.items[0].authorName", "Deleted user");
    expect(list).to.have.nested.property("body.items[0].text", "Hello");
  });

  it("hands a space over that would lose its last owner: to the admin, else to the member, who is in it longest", async () => {
    const place = await aPlace(server());
    const [first, admin] = [await place.member(), await place.member("admin")];
    const roleOf = async (person: Person) => (await person.get(`${place.path}/members/${person.uid}`)).body;
    await place.owner.delete("/profile");
    expect(await roleOf(admin)).to.have.property("role", "owner");
    expect(await roleOf(first)).to.have.property("role", "member");
    await place.member();
    await admin.delete("/profile");
    expect(await roleOf(first)).to.have.property("role", "owner");
    expect((await first.delete("/profile")).status).to.equal(204);
  });

  it("needs a recent sign-in", async () => {
    const clock = setClock(new Date(Date.now() + minutes(6)).toISOString());
    const nina = await aPerson(server());
    const later = await startInstance({ clock });
    const refused = await later.as(nina.user).delete("/profile");
    await later.close();
    expect(refused.status).to.equal(403);
    expect((await nina.get("/profile")).status).to.equal(200);
  });

  it("is finished by its wake-up, also of what comes in later; a new account under the uid stays", async () => {
    const nina = await settled();
    await nina.delete("/profile");
    const wakeUp = await firestore()
      .doc(`wakeUps/${wakeUpOf(nina.uid)}`)
      .get();
    expect(wakeUp.get("kind")).to.equal("account_deletion");
    await featureActions(server().instance, inbox).add(aMention({ uid: nina.uid, messageId: "late" }));
    await wakeUp.ref.update({ dueAt: wakeUp.createTime });
    await server().instance.dueWakeUps();
    expect(await leftOf(nina.uid)).to.deep.equal([]);

    await wakeUp.ref.set(wakeUp.data() ?? {});
    await wakeUp.ref.update({ dueAt: wakeUp.createTime });
    await nextSecond();
    await auth().createUser({ uid: nina.uid });
    await featureActions(server().instance, inbox).add(aMention({ uid: nina.uid, messageId: "new" }));
    await server().instance.dueWakeUps();
    expect(await leftOf(nina.uid)).to.have.length.at.least(3);
    expect((await auth().getUser(nina.uid)).disabled).to.equal(false);
  });
});

describe("N9: the sweep of accounts", () => {
  it("finds who is gone from Auth, goes on from its checkpoint, and rests a day after a round", async () => {
    const clock = setClock();
    const gone: string[] = [];
    const prefix = `sweep-${randomUUID()}`;
    const { uid: kept } = await auth().createUser({ uid: `${prefix}-100` });
    const uids = Array.from({ length: 150 }, (_, n) => `${prefix}-${String(n).padStart(3, "0")}`);
    await firestore().doc("sweeps/accounts").delete();
    const run = () =>
      sweepAccounts({
        firestore: firestore(),
        directory: accountDirectory(() => theFirebase().auth()),
        usersAfter: ({ after = "", limit }) =>
          Promise.resolve(uids.filter((uid) => uid > after).slice(0, limit)),
        deleteRest: (uid) => {
          if (gone.length === 120) throw new Error("killed");
          gone.push(uid);
          return Promise.resolve();
        },
        clock,
        log: recordedLog(),
      });
    await run().then(
      () => expect.fail("the first run is killed"),
      () => undefined,
    );
    gone.length = 0;
    expect(await run(), "from the second page on").to.equal(49);
    expect(gone).to.deep.equal(uids.slice(100).filter((uid) => uid !== kept));
    expect(await run()).to.equal(0);
    clock.pass(days(1));
    gone.length = 0;
    await run().catch(() => undefined);
    expect(gone[0]).to.equal(uids[0]);
    await firestore().doc("sweeps/accounts").delete();
  });
});
