import { expect } from "chai";
import { eventually } from "../../support/eventually.js";
import { noon } from "./builders.js";
import { anFcm } from "./fcm/fcm.js";
import { aWorld } from "./world.js";

describe("a push to somebody who is looking at the inbox", () => {
  const fcm = anFcm();

  it("is not sent if the row is seen in time", async () => {
    const { uid, device, put, change, deliver, told, another } = aWorld({
      isWatching: () => Promise.resolve(true),
    });
    const token = await device();
    const { id } = await put();
    const delivered = another({ seenGraceMs: 60_000 }).deliver(uid, id);
    await eventually(
      () => told(id),
      ([decision]) => decision === "send preferred",
    );
    await change(id, { seenAt: noon });
    await delivered;
    expect(fcm().received(token)).to.deep.equal([]);
    expect(await told(id)).to.deep.equal(["drop seen_meanwhile"]);
    await deliver(uid, id);
    expect(fcm().received(token), "not later either").to.deep.equal([]);
  });

  it("is not sent if the row is deleted meanwhile", async () => {
    const { uid, device, put, take, deliver, told } = aWorld({ isWatching: () => Promise.resolve(true) });
    const token = await device();
    const { id } = await put();
    const delivered = deliver(uid, id);
    await eventually(
      () => told(id),
      ([decision]) => decision === "send preferred",
    );
    await take(id);
    await delivered;
    expect(fcm().received(token)).to.deep.equal([]);
  });

  it("is sent if the row is not seen in time, or nobody knows whether they look", async () => {
    const unseen = aWorld({ isWatching: () => Promise.resolve(true), seenGraceMs: 50 });
    const unknown = aWorld({
      isWatching: () => Promise.reject(new Error("no presence")),
      seenGraceMs: 60_000,
    });
    for (const { uid, device, put, deliver } of [unseen, unknown]) {
      const token = await device();
      await deliver(uid, (await put()).id);
      expect(fcm().received(token)).to.have.length(1);
    }
    expect(unknown.log.named("push.presence.unknown")).to.have.length(1);
  });

  it("does not go to a device that signed out meanwhile", async () => {
    const watched = aWorld({ isWatching: () => Promise.resolve(true), seenGraceMs: 5000 });
    const { uid, device, devices, put, deliver, told } = watched;
    const token = await device("d1");
    const { id } = await put();
    const delivered = deliver(uid, id);
    await eventually(
      () => told(id),
      ([decision]) => decision === "send preferred",
    );
    await devices.remove(uid, "d1");
    await delivered;
    expect(fcm().received(token)).to.deep.equal([]);
  });
});
