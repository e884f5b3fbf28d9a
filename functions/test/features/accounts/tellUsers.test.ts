import { expect } from "chai";
import { randomIds } from "../../../src/platform/ids.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { auth } from "../../support/users.js";
import { aStage, creation, happening, summaryOf } from "../stage.js";

describe("what is told of accounts", () => {
  const server = anInstance();
  const at = (path: string) => theFirebase().firestore.doc(path);

  it("welcome: whoever has a profile now", async () => {
    const [stage, { uid }] = [aStage(server()), await auth().createUser({})];
    const event = await happening(`users/${uid}`, { uid }, () => stage.actions.accounts.ensureProfile(uid));
    await stage.produce.profileCreated(creation(event));
    expect(summaryOf(stage.told())).to.deep.equal([`welcome to ${uid}`]);
  });

  it("achievement: whoever has achieved it", async () => {
    const [stage, uid] = [aStage(server()), randomIds.next()];
    const key = "first-deployment";
    const event = await happening(`users/${uid}/achievements/${key}`, { uid, key }, () =>
      stage.actions.accounts.award(uid, key),
    );
    await stage.produce.achievementCreated(creation(event));
    const told = stage.told();
    expect(summaryOf(told)).to.deep.equal([`achievement to ${uid}`]);
    expect(told[0]?.payload).to.deep.equal({ achievement: key, title: "First tool deployed" });
  });

  const announce = async (data: object) => {
    const [stage, announcementId] = [aStage(server()), randomIds.next()];
    const path = `announcements/${announcementId}`;
    const event = await happening(path, { announcementId }, () => at(path).set(data));
    await stage.produce.announcementCreated(creation(event));
    return { told: stage.told(), logged: stage.logged, time: event.time, announcementId };
  };

  it("system_alert: everybody, also where an operator wrote nothing but what to say", async () => {
    const draft = { title: "Maintenance", body: "Tonight.", audience: { type: "everyone" } };
    const { told, time, announcementId } = await announce(draft);
    expect(told).to.deep.equal([
      {
        type: "system_alert",
        cause: `announcements/${announcementId}`,
        payload: { alertId: announcementId, title: "Maintenance", body: "Tonight." },
        actor: undefined,
        at: time,
        audience: { type: "everyone" },
      },
    ]);
  });

  it("system_alert: some users, as of the time it was written", async () => {
    const createdAt = "2026-03-01T12:00:00.000Z";
    const audience = { type: "users", uids: ["mia", "max"] };
    const { told } = await announce({ title: "Maintenance", body: "Tonight.", audience, createdAt });
    expect(summaryOf(told)).to.deep.equal(["system_alert to mia,max"]);
    expect(told[0]?.at).to.equal(createdAt);
  });

  it("system_alert: of what says nothing, or is for nobody, none", async () => {
    for (const data of [
      { title: "", body: "", audience: { type: "everyone" } },
      { title: "Hi", body: "", audience: { type: "users", uids: [] } },
      { title: "Hi", body: "" },
    ]) {
      const { told, logged } = await announce(data);
      expect(told).to.deep.equal([]);
      expect(logged).to.deep.equal(["notification.source.unreadable"]);
    }
  });
});
