import { expect } from "chai";
import type { DocumentReference, DocumentSnapshot } from "firebase-admin/firestore";
import type { BusMessage } from "../../../src/realtime/bus/message.js";
import { hidden } from "../../support/caller.js";
import { anInstance, startInstance, theFirebase } from "../../support/testInstance.js";
import { aPlace, type Person, type Place } from "../people.js";
import { memberDocument as memberPath } from "../../../src/features/spaces/paths.js";

describe("losing a membership", () => {
  const server = anInstance();

  const memberDocument = ({ id }: Place, { uid }: Person) =>
    theFirebase().firestore.doc(`spaces/${id}/members/${uid}`);

  /** What instances are told about this user and space. */
  const revoked = ({ id }: Place, { uid }: Person): BusMessage[] =>
    server().sent.filter(
      (message) =>
        message.type === "control" &&
        message.control.type === "access_revoked" &&
        message.control.uid === uid &&
        message.control.param === "spaceId" &&
        message.control.value === id,
    );

  /** Changes a document as another backend does, and gives what a trigger is called with. */
  async function changed(document: DocumentReference, change: () => Promise<unknown>) {
    const before: DocumentSnapshot = await document.get();
    await change();
    return { before, after: await document.get() };
  }

  const trigger = (
    place: Place,
    person: Person,
    data: { before: DocumentSnapshot; after: DocumentSnapshot },
  ) =>
    server().instance.written(memberPath.template, {
      data,
      params: { spaceId: place.id, uid: person.uid },
      time: new Date().toISOString(),
    });

  it("ends the streams on every instance, when removed and when leaving", async () => {
    const place = await aPlace(server());
    const [removed, leaving] = [await place.member(), await place.member()];
    await place.owner.delete(`${place.path}/members/${removed.uid}`);
    await leaving.delete(`${place.path}/members/${leaving.uid}`);
    expect(revoked(place, removed)).to.have.length(1);
    expect(revoked(place, leaving)).to.have.length(1);
  });

  it("is nothing that a declined request ends", async () => {
    const place = await aPlace(server(), "request");
    const asking = await place.member();
    await place.owner.delete(`${place.path}/members/${asking.uid}`);
    await asking.post(`${place.path}/join`);
    const before = revoked(place, asking).length;
    await place.owner.delete(`${place.path}/members/${asking.uid}`);
    expect(revoked(place, asking)).to.have.length(before);
  });

  it("ends the streams where another backend deletes or deactivates the member", async () => {
    const place = await aPlace(server());
    const [deleted, suspended] = [await place.member(), await place.member()];
    const documents = [memberDocument(place, deleted), memberDocument(place, suspended)] as const;
    const writes = [
      await changed(documents[0], () => documents[0].delete()),
      await changed(documents[1], () => documents[1].update({ status: "requested" })),
    ] as const;
    await trigger(place, deleted, writes[0]);
    await trigger(place, suspended, writes[1]);
    await trigger(place, suspended, writes[1]);
    expect(revoked(place, deleted)).to.have.length(1);
    expect(revoked(place, suspended), "the trigger ran twice").to.have.length(2);
    expect(await deleted.get(place.path)).to.deep.equal(hidden);
    expect(await suspended.get(place.path)).to.deep.equal(hidden);
  });

  it("H6: fails the trigger, which is retried, while the bus takes nothing; the answer never waits for that", async () => {
    const place = await aPlace(server());
    const gone = await place.member();
    const document = memberDocument(place, gone);
    let isDown = true;
    const halfway = await startInstance({
      wrapBus: (bus) => ({
        ...bus,
        publish: (shard, packet) => (isDown ? Promise.reject(new Error("down")) : bus.publish(shard, packet)),
      }),
    });
    const run = (data: { before: DocumentSnapshot; after: DocumentSnapshot }) =>
      halfway.instance
        .written(memberPath.template, {
          data,
          params: { spaceId: place.id, uid: gone.uid },
          time: new Date().toISOString(),
        })
        .then(() => "done", String);
    const write = await changed(document, () =>
      halfway.as(place.owner.user).delete(`${place.path}/members/${gone.uid}`),
    );
    expect(write.after.exists, "the answer").to.equal(false);
    expect(await run(write)).to.equal("Error: down");
    isDown = false;
    expect(await run(write)).to.equal("done");
    await halfway.close();
  });

  it("is not what a late trigger may say of who is back", async () => {
    const place = await aPlace(server());
    const nina = await place.member();
    const document = memberDocument(place, nina);
    const write = await changed(document, () => document.delete());
    await nina.post(`${place.path}/join`);
    await trigger(place, nina, write);
    expect(revoked(place, nina)).to.deep.equal([]);
  });

  it("is not what joining, a change of role or a request mean", async () => {
    const place = await aPlace(server());
    const nina = await place.member();
    const document = memberDocument(place, nina);
    const writes = [
      await changed(document, () => document.update({ role: "admin" })),
      await changed(document, () => document.update({ nickname: "Nini" })),
    ];
    for (const write of writes) await trigger(place, nina, write);
    expect(revoked(place, nina)).to.deep.equal([]);
  });
});
