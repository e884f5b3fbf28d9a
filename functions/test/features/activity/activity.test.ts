import { expect } from "chai";
import { Activity, ActivityPage } from "@firecast/contract/space/activity";
import { Tool } from "@firecast/contract/tools";
import { noteActivity } from "../../../src/features/activity/noteActivity.js";
import { activityStore } from "../../../src/features/activity/store.js";
import { eventsOf } from "../../../src/realtime/index.js";
import { hidden } from "../../support/caller.js";
import { recordedLog } from "../../support/recordedLog.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace } from "../people.js";

describe("the activity log", () => {
  const server = anInstance();
  const { firestore } = theFirebase();
  const store = activityStore(firestore, recordedLog());

  /** What the trigger does for each event of a channel, in whatever order and twice. */
  const note = async (channel: string) => {
    const { docs } = await eventsOf(firestore, channel).get();
    await Promise.all([...docs, ...docs].map((data) => noteActivity(store, { data })));
  };

  it("says who did what to what in a space, to its members, the newest first", async () => {
    const { id: spaceId, path, owner, member } = await aPlace(server());
    const mia = await member();
    const tool = Tool.parse((await owner.post("/tools", { name: "Poll" })).body);
    await owner.post(`/tools/${tool.id}/deploy`, { spaceId });
    await mia.post(`${path}/chat`, { text: "Hello" });
    for (const channel of ["members", "chat"]) await note(`spaces/${spaceId}/${channel}`);
    await note(`spaces/${spaceId}`);
    const page = ActivityPage.parse((await mia.get(`${path}/activity`)).body);
    const summary = page.items.map(({ type, by, entity }) => `${by} ${type} ${entity.type} ${entity.id}`);
    expect(summary.slice(0, 2)).to.deep.equal([
      `${owner.uid} tool:deployed tool ${tool.id}`,
      `${mia.uid} space:member:joined member ${mia.uid}`,
    ]);
    expect(page.items.every((item) => item.spaceId === spaceId)).to.equal(true);

    const first = ActivityPage.parse((await mia.get(`${path}/activity?limit=1`)).body);
    const second = ActivityPage.parse(
      (await mia.get(`${path}/activity?limit=1&cursor=${first.nextCursor}`)).body,
    );
    expect([...first.items, ...second.items]).to.deep.equal(page.items.slice(0, 2));
    expect((await mia.get(`${path}/activity?cursor=x`)).status).to.equal(400);
    const stranger = await aPerson(server());
    expect(await stranger.get(`${path}/activity`)).to.deep.equal(hidden);
    expect((await stranger.get("/activity")).status, "for operators").to.equal(403);

    await store.forgetUser(mia.uid);
    const left = ActivityPage.parse((await owner.get(`${path}/activity`)).body);
    expect(left.items.some(({ by }) => by === mia.uid)).to.equal(false);
  });

  it("expires after 90 days", async () => {
    const at = "2026-03-01T12:00:00.000Z";
    const entity = { type: "tool", id: "poll" };
    await store.put(Activity.parse({ id: "expiring", type: "tool:updated", by: "olga", entity, at }));
    const stored = await firestore.doc("activity/expiring").get();
    expect(stored.get("expireAt")).to.have.property("seconds", Date.parse(at) / 1000 + 90 * 86_400);
  });
});
