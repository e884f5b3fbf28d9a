import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import type { Device } from "@firecast/contract/notifications/devices";
import { devicesPerUser } from "../../../src/features/devices/registerDevice.js";
import { targetId } from "../../../src/features/devices/schema.js";
import { Problem } from "../../../src/platform/problems.js";
import { days, minutes } from "../../../src/platform/clock.js";
import { noon } from "../push/builders.js";
import { anFcm } from "../push/fcm/fcm.js";
import { aWorld, random, type World, firebaseApart } from "../push/world.js";

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Problem ? error.code : error),
  );

/** Who gets a push that is sent to this user now. */
async function reached({ uid, put, deliver, told }: World): Promise<string[]> {
  const { id } = await put();
  await deliver(uid, id);
  return (await told(id)).slice(1).map((line) => line.split(" ")[0] ?? "");
}

describe("a device", () => {
  const fcm = anFcm();

  it("is new once, then seen again; what FCM delivers to is not shown", async () => {
    const { uid, devices, clock } = aWorld();
    const [id, token] = [random(), random()];
    const register = (appVersion?: string) =>
      devices.register(uid, id, { token, platform: "web", ...(appVersion !== undefined && { appVersion }) });
    const device: Device = { id, platform: "web", appVersion: "1.0", createdAt: noon, lastSeenAt: noon };
    expect(await register("1.0")).to.deep.equal({ device, isNew: true });
    clock.pass(minutes(1));
    const { appVersion: _, ...unversioned } = device;
    const lastSeenAt = "2026-03-01T12:01:00.000Z";
    expect(await register()).to.deep.equal({ device: { ...unversioned, lastSeenAt }, isNew: false });
    const stored = await firebaseApart().firestore.doc(`users/${uid}/devices/${id}`).get();
    expect(stored.get("appVersion"), "the old version is gone").to.equal(undefined);
    expect(stored.get("staleAt")).to.deep.equal(Timestamp.fromMillis(clock.now() + days(270)));
  });

  it("that is signed out gets nothing any more", async () => {
    const world = aWorld();
    const token = await world.device("d1");
    expect(await reached(world)).to.deep.equal(["d1"]);
    await world.devices.remove(world.uid, "d1");
    expect(await reached(world)).to.deep.equal([]);
    expect(fcm().received(token)).to.have.length(1);
    expect(await codeOf(world.devices.remove(world.uid, "d1")), "again").to.equal("not_found");
  });

  it("of somebody else cannot be signed out, and looks like none", async () => {
    const [anna, ben] = [aWorld(), aWorld()];
    const id = random();
    await anna.device(id);
    expect(await codeOf(ben.devices.remove(ben.uid, id))).to.equal("not_found");
    expect(await codeOf(ben.devices.remove(ben.uid, "nothing"))).to.equal("not_found");
    expect(await reached(anna)).to.deep.equal([id]);
  });

  it("N12, F5: of somebody else cannot be taken by its id: each has a device of that id", async () => {
    const [anna, ben] = [aWorld(), aWorld()];
    const tokens = [await anna.device("bobs-phone"), await ben.device("bobs-phone")];
    expect([await reached(anna), await reached(ben)]).to.deep.equal([["bobs-phone"], ["bobs-phone"]]);
    expect(tokens.map((token) => fcm().received(token).length)).to.deep.equal([1, 1]);
    await ben.devices.remove(ben.uid, "bobs-phone");
    expect([await reached(anna), await reached(ben)]).to.deep.equal([["bobs-phone"], []]);
  });

  it("N12, S8: belongs to whoever registered its token last: after an account switch the former user's pushes stay away", async () => {
    const [anna, ben] = [aWorld(), aWorld()];
    const [id, token] = [random(), random()];
    await anna.devices.register(anna.uid, id, { token, platform: "web" });
    expect((await ben.devices.register(ben.uid, id, { token, platform: "web" })).isNew).to.equal(true);
    expect(await reached(anna)).to.deep.equal([]);
    expect(await reached(ben)).to.deep.equal([id]);
    expect(await codeOf(anna.devices.remove(anna.uid, id))).to.equal("not_found");
    expect(fcm().received(token)).to.have.length(1);
  });

  it("that was installed anew under another id replaces the one with its token, whoever's that was", async () => {
    const [anna, ben] = [aWorld(), aWorld()];
    const [old, token] = [random(), random()];
    await anna.devices.register(anna.uid, old, { token, platform: "web" });
    const [again, third] = [random(), random()];
    await anna.devices.register(anna.uid, again, { token, platform: "web" });
    expect(await reached(anna)).to.deep.equal([again]);
    await ben.devices.register(ben.uid, third, { token, platform: "web" });
    expect(await reached(anna)).to.deep.equal([]);
    expect(await reached(ben)).to.deep.equal([third]);
  });

  it("with a new token frees its old one", async () => {
    const [anna, ben] = [aWorld(), aWorld()];
    const [id, other, first, second] = [random(), random(), random(), random()];
    await anna.devices.register(anna.uid, id, { token: first, platform: "web" });
    await anna.devices.register(anna.uid, id, { token: second, platform: "web" });
    await ben.devices.register(ben.uid, other, { token: first, platform: "web" });
    expect(await reached(anna)).to.deep.equal([id]);
    expect(await reached(ben)).to.deep.equal([other]);
    expect([fcm().received(first).length, fcm().received(second).length]).to.deep.equal([1, 1]);
  });

  it("is pushed to once, though Firestore has forgotten by age whose its token is", async () => {
    const world = aWorld();
    const [old, fresh, token] = [random(), random(), random()];
    await world.devices.register(world.uid, old, { token, platform: "web" });
    await firebaseApart()
      .firestore.doc(`pushTargets/${targetId({ kind: "token", value: token })}`)
      .delete();
    world.clock.pass(minutes(1));
    await world.devices.register(world.uid, fresh, { token, platform: "web" });
    expect(await reached(world)).to.deep.equal([fresh]);
    expect(fcm().received(token)).to.have.length(1);
  });

  it("is one however many register its token at once under different names", async () => {
    for (let round = 0; round < 5; round++) {
      const users = [aWorld(), aWorld(), aWorld(), aWorld()];
      const token = random();
      const ids = users.map(() => random());
      await Promise.all(
        users.map(({ uid, devices }, index) =>
          devices.register(uid, ids[index] ?? "", { token, platform: "web" }),
        ),
      );
      const reachedBy = (await Promise.all(users.map(reached))).flat();
      expect(reachedBy).to.have.length(1);
      expect(fcm().received(token)).to.have.length(1);
    }
  });

  it("N12: has one token however often its user registers it at once with others", async () => {
    for (let round = 0; round < 5; round++) {
      const world = aWorld();
      const tokens = Array.from({ length: 4 }, () => random());
      await Promise.all(
        tokens.map((token) => world.devices.register(world.uid, "d1", { token, platform: "web" })),
      );
      expect(await reached(world)).to.deep.equal(["d1"]);
      expect(fcm().received(...tokens)).to.have.length(1);
      // The tokens that lost are free for others.
      const next = aWorld();
      for (const token of tokens) await next.devices.register(next.uid, random(), { token, platform: "web" });
      expect(await reached(next)).to.have.length(4);
    }
  });

  it("signed out and registered at once is either, and its token never somewhere in between", async () => {
    for (let round = 0; round < 5; round++) {
      const world = aWorld();
      const { uid, devices } = world;
      const [id, token] = [random(), random()];
      const register = () => devices.register(uid, id, { token, platform: "web" });
      await register();
      await Promise.all([codeOf(devices.remove(uid, id)), register()]);
      const [device, target] = [
        (await firebaseApart().firestore.doc(`users/${uid}/devices/${id}`).get()).exists,
        (await firebaseApart().firestore.collection("pushTargets").where("deviceId", "==", id).get()).size,
      ];
      expect(target).to.equal(device ? 1 : 0);
    }
  });

  it("too many makes the one go that was not seen for longest", async () => {
    const world = aWorld();
    const ids = Array.from({ length: devicesPerUser + 2 }, (_, index) => `d${index}-${random()}`);
    for (const id of ids) {
      world.clock.pass(minutes(1));
      await world.device(id);
    }
    expect((await reached(world)).sort()).to.deep.equal(ids.slice(2).sort());
  });

  it("too many at once leaves as many as may be", async () => {
    const world = aWorld();
    await Promise.all(Array.from({ length: devicesPerUser + 8 }, () => world.device()));
    expect(await reached(world)).to.have.length(devicesPerUser);
  });
});
