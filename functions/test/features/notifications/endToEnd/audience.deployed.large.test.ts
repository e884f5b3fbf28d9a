import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { inboxChannel } from "@firecast/contract/notifications/notifications";
import { Tool } from "@firecast/contract/tools";
import { randomIds } from "../../../../src/platform/ids.js";
import { eventually } from "../../../support/eventually.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { aPlace } from "../../people.js";
import { inbox } from "../../../../src/features/inbox/manifest.js";
import { deploymentDocument } from "../../../../src/features/tools/paths.js";
import { featureActions } from "../../../support/featureActions.js";

const audience = 5000;
const joinedAt = "2026-03-01T12:00:00.000Z";

describe(`a space of ${audience} members`, function () {
  this.timeout(300_000);
  const server = anInstance();

  /** Tasks carry the audience in chunks; the functions emulator runs them as Cloud Tasks would. */
  it("each member has exactly one row of what happened, also when the trigger comes twice", async () => {
    const { firestore } = theFirebase();
    const { owner, id: spaceId } = await aPlace(server());
    const run = randomIds.next();
    const uids = Array.from(
      { length: audience },
      (_, number) => `m-${run}-${String(number).padStart(4, "0")}`,
    );
    const writer = firestore.bulkWriter();
    for (const uid of uids) {
      const member = { uid, spaceId, role: "member", status: "active", createdAt: joinedAt, joinedAt };
      void writer.create(firestore.doc(`spaces/${spaceId}/members/${uid}`), member);
    }
    await writer.close();
    const tool = Tool.parse((await owner.post("/tools", { name: "Poll" })).body);
    await owner.post(`/tools/${tool.id}/deploy`, { spaceId });

    const data = await firestore.doc(`spaces/${spaceId}/tools/${tool.id}`).get();
    const event = { data, params: { spaceId, toolId: tool.id }, time: new Date().toISOString() };
    const deployed = () => server().instance.created(deploymentDocument.template, event);
    const begun = performance.now();
    await deployed();
    await deployed();

    const rows = firestore.collectionGroup("notifications").where("toolId", "==", tool.id);
    const count = async () => (await rows.count().get()).data().count;
    await eventually(count, (found) => found >= audience, 240_000);
    console.log(`      ${audience} rows in ${Math.round(performance.now() - begun)} ms`);
    // Told once more, to whoever hears it last: all chunks are through by then, and this one changes nothing.
    await deployed();

    const { docs } = await rows.select("id").get();
    const owners = docs.map(({ ref }) => ref.parent.parent?.id ?? "");
    expect(owners.sort()).to.deep.equal([...uids].sort());
    for (const uid of [uids[0], uids[2499], uids[audience - 1]]) {
      const log = await server().events(channelOf(inboxChannel, { uid: uid ?? "" }).name);
      expect(log.map(({ type }) => type)).to.deep.equal(["notification:created"]);
      expect(await featureActions(server().instance, inbox).counts(uid ?? "")).to.deep.include({
        unread: 1,
        version: 1,
      });
    }
  });
});
