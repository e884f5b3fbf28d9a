import { expect } from "chai";
import { minutes, seconds, toTimestamp } from "../../../src/platform/clock.js";
import { noon } from "./builders.js";
import { anFcm, type Answer } from "./fcm/fcm.js";
import { aWorld, type World } from "./world.js";

/** A device of a new user, whose next messages FCM answers like this, and a row that was delivered then. */
async function delivered(fail: (token: string) => void, values = {}) {
  const world = aWorld();
  const token = await world.device("d1");
  fail(token);
  const item = await world.put(values);
  await world.deliver(world.uid, item.id);
  return { ...world, token, item };
}

/** Whether the device is still there. */
const isKnown = async ({ uid, devices }: World): Promise<boolean> =>
  devices.remove(uid, "d1").then(
    () => true,
    () => false,
  );

describe("what FCM answers", () => {
  const fcm = anFcm();
  const answering =
    (...answers: Answer[]) =>
    (token: string) =>
      fcm().fail(token, ...answers);
  const always = (answer: Answer) => (token: string) => fcm().failAlways(token, answer);

  it("with a failure is tried again only while the user wants the push", async () => {
    const world = await delivered(answering({ code: "INTERNAL" }));
    const { uid, item, told, token, clock, prefer, deliver, wakeUps } = world;
    await prefer({ types: { mention: { push: false } } });
    clock.pass(minutes(1));
    await deliver(uid, item.id);
    expect(await told(item.id)).to.deep.equal(["drop muted_by_user", "d1 retrying messaging/internal-error"]);
    await prefer({});
    await deliver(uid, item.id);
    expect(fcm().received(token), "what was dropped stays dropped").to.deep.equal([]);
    expect(wakeUps.of(uid).map(({ kind }) => kind)).to.deep.equal(["push"]);
  });

  it("N3: with a failure is not tried again once the user has blocked its sender", async () => {
    const world = await delivered(answering({ code: "INTERNAL" }));
    const { uid, item, told, token, clock, blocked, deliver } = world;
    blocked.add("alice");
    clock.pass(minutes(1));
    await deliver(uid, item.id);
    expect([(await told(item.id))[0], fcm().received(token)]).to.deep.equal(["drop muted_by_user", []]);
  });

  it("with a failure is tried again after the quiet hours, not in them", async () => {
    const world = await delivered(answering({ code: "INTERNAL" }), { type: "reply" });
    const { uid, item, told, token, clock, prefer, deliver, wakeUps } = world;
    await prefer({ quietHours: { from: "11:00", to: "13:00", timeZone: "Etc/UTC" } });
    clock.pass(minutes(1));
    await deliver(uid, item.id);
    await deliver(uid, item.id);
    expect(fcm().received(token)).to.deep.equal([]);
    const [alarm] = wakeUps.of(uid);
    expect(alarm).to.deep.include({ kind: "push", dueAt: Date.parse("2026-03-01T13:00:00.000Z") });
    clock.pass((alarm?.dueAt ?? 0) - clock.now());
    await Promise.all([deliver(uid, item.id), deliver(uid, item.id)]);
    expect(fcm().received(token)).to.have.length(1);
    expect(await told(item.id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("about a dead token removes the device, once and for all", async () => {
    const world = await delivered(answering({ code: "UNREGISTERED" }));
    const { item, told, uid, deliver, token, wakeUps } = world;
    const gone = "d1 target_gone messaging/registration-token-not-registered";
    expect(await told(item.id)).to.deep.equal(["send preferred", gone]);
    expect(await isKnown(world)).to.equal(false);
    await deliver(uid, item.id);
    expect(fcm().received(token)).to.deep.equal([]);
    expect(wakeUps.of(uid)).to.deep.equal([]);
  });

  it("about a dead installation removes the device too", async () => {
    const { uid, devices, put, deliver, told } = aWorld();
    await devices.register(uid, "d1", { installationId: `fid-${uid}`, platform: "android" });
    fcm().fail(`fid-${uid}`, { code: "UNREGISTERED" });
    const { id } = await put();
    await deliver(uid, id);
    expect(await told(id)).to.deep.equal([
      "send preferred",
      "d1 target_gone messaging/installation-id-not-registered",
    ]);
  });

  it("about a dead token leaves a device alone that was registered anew meanwhile", async () => {
    const world = aWorld();
    const { uid, device, devices, put, another } = world;
    const token = await device("d1");
    fcm().fail(token, { code: "UNREGISTERED" });
    const fresh = { token: `${token}-fresh`, platform: "web" } as const;
    const { id } = await put();
    await another({
      // Between the reading of the devices and FCM's answer.
      sender: {
        probe: () => Promise.reject(new Error("not needed")),
        send: async () => {
          await devices.register(uid, "d1", fresh);
          return {
            type: "refused",
            code: "messaging/registration-token-not-registered",
            handling: "target_gone",
          };
        },
      },
    }).deliver(uid, id);
    expect(await isKnown(world)).to.equal(true);
  });

  it("N15: about a token of another project removes the device, as FCM's documentation says", async () => {
    const world = await delivered(answering({ code: "SENDER_ID_MISMATCH" }));
    const gone = "d1 target_gone messaging/mismatched-credential";
    expect(await world.told(world.item.id)).to.deep.equal(["send preferred", gone]);
    expect(await isKnown(world)).to.equal(false);
  });

  for (const [code, said] of [
    ["PERMISSION_DENIED", "mismatched-credential"],
    ["THIRD_PARTY_AUTH_ERROR", "third-party-auth-error"],
    ["UNAUTHENTICATED", "third-party-auth-error"],
    ["NOT_FOUND", "registration-token-not-registered"],
  ] as const) {
    it(`N15: ${code} calls the operator, keeps the device, and is sent once it was set right`, async () => {
      const world = await delivered(answering({ code }));
      const { item, told, log, wakeUps, uid, deliver, clock, token } = world;
      expect(await told(item.id)).to.deep.equal(["send preferred", `d1 retrying messaging/${said}`]);
      expect(log.named("push.refused")[0]).to.deep.include({ deviceId: "d1", handling: "configuration" });
      expect(JSON.stringify(log.entries)).to.not.include(token);
      clock.pass(seconds(10));
      expect(wakeUps.of(uid).map(({ dueAt }) => dueAt)).to.deep.equal([clock.now()]);
      await deliver(uid, item.id);
      expect(await told(item.id)).to.deep.equal(["send preferred", "d1 sent"]);
      expect(await isKnown(world)).to.equal(true);
    });
  }

  it("INVALID_ARGUMENT, also to a message that cannot be wrong, means the target", async () => {
    const world = await delivered(always({ code: "INVALID_ARGUMENT" }));
    expect(await world.told(world.item.id)).to.deep.equal([
      "send preferred",
      "d1 target_gone messaging/invalid-argument",
    ]);
    expect(await isKnown(world)).to.equal(false);
  });

  it("INVALID_ARGUMENT to our message alone is our fault: the operator hears it, the device stays", async () => {
    const world = await delivered(answering({ code: "INVALID_ARGUMENT" }));
    const { item, told, log, token } = world;
    expect(await told(item.id)).to.deep.equal(["send preferred", "d1 failed messaging/invalid-argument"]);
    expect(log.named("push.refused")[0]).to.deep.include({ handling: "our_fault" });
    expect(fcm().received(token), "the trial is not delivered").to.deep.equal([]);
    expect(await isKnown(world)).to.equal(true);
  });

  it("INVALID_ARGUMENT and then an outage says nothing about the target: later", async () => {
    const world = await delivered(answering({ code: "INVALID_ARGUMENT" }, { code: "INTERNAL" }));
    expect(await world.told(world.item.id)).to.deep.equal([
      "send preferred",
      "d1 retrying messaging/internal-error",
    ]);
    expect(await isKnown(world)).to.equal(true);
  });

  for (const [answer, said, wait] of [
    [{ code: "QUOTA_EXCEEDED", retryAfter: 30 }, "message-rate-exceeded", seconds(30 + 10)],
    [{ code: "QUOTA_EXCEEDED" }, "message-rate-exceeded", seconds(60 + 10)],
    // What it asks for is longer than firebase-admin waits by itself.
    [{ code: "UNAVAILABLE", retryAfter: 120 }, "server-unavailable", seconds(120 + 10)],
    [{ code: "INTERNAL" }, "internal-error", seconds(10)],
    [{ code: "UNSPECIFIED_ERROR" }, "unknown-error", seconds(10)],
  ] as const) {
    it(`${JSON.stringify(answer)} is tried again after ${wait / 1000} s, then it is sent once`, async () => {
      const { item, told, token, uid, deliver, wakeUps, clock } = await delivered(answering(answer));
      expect(await told(item.id)).to.deep.equal(["send preferred", `d1 retrying messaging/${said}`]);
      const [alarm, ...others] = wakeUps.of(uid);
      expect(others).to.deep.equal([]);
      expect(alarm?.dueAt).to.equal(clock.now() + wait);
      await deliver(uid, item.id);
      expect(fcm().received(token), "too early").to.deep.equal([]);
      clock.pass(wait);
      await deliver(uid, item.id);
      await deliver(uid, item.id);
      expect(fcm().received(token)).to.have.length(1);
      expect(await told(item.id)).to.deep.equal(["send preferred", "d1 sent"]);
    });
  }

  it("for no known reason is tried three times in all", async () => {
    const { item, told, uid, deliver, clock, log } = await delivered(always({ code: "UNSPECIFIED_ERROR" }));
    for (let again = 0; again < 4; again++) {
      clock.pass(minutes(60));
      await deliver(uid, item.id);
    }
    expect(await told(item.id)).to.deep.equal(["send preferred", "d1 failed messaging/unknown-error"]);
    expect(log.named("push.failed")[0]).to.deep.include({ attempts: 3 });
  });

  it("is tried until the row expires, and no longer", async () => {
    const expiresAt = toTimestamp(Date.parse(noon) + seconds(25));
    const { item, told, uid, deliver, clock, wakeUps } = await delivered(always({ code: "INTERNAL" }), {
      expiresAt,
    });
    const [first] = wakeUps.of(uid);
    expect(first?.dueAt).to.equal(clock.now() + seconds(10));
    clock.pass(seconds(10));
    await deliver(uid, item.id);
    expect(await told(item.id), "20 s more is too late").to.deep.equal([
      "send preferred",
      "d1 expired messaging/internal-error",
    ]);
  });

  it("of one device changes nothing for the others", async () => {
    const { uid, device, put, deliver, told, clock } = aWorld();
    const tokens = { a: await device("a"), b: await device("b"), c: await device("c") };
    fcm().fail(tokens.a, { code: "UNREGISTERED" });
    fcm().fail(tokens.b, { code: "INTERNAL" });
    const { id } = await put();
    await deliver(uid, id);
    const gone = "a target_gone messaging/registration-token-not-registered";
    expect(await told(id)).to.deep.equal([
      "send preferred",
      gone,
      "b retrying messaging/internal-error",
      "c sent",
    ]);
    clock.pass(minutes(1));
    await deliver(uid, id);
    expect(await told(id)).to.deep.equal(["send preferred", gone, "b sent", "c sent"]);
    expect(fcm().received(tokens.c)).to.have.length(1);
  });

  it("is no longer asked for what the user has seen before the next try", async () => {
    const { item, uid, deliver, change, clock, token, told } = await delivered(
      answering({ code: "INTERNAL" }),
    );
    await change(item.id, { readAt: noon });
    clock.pass(minutes(1));
    await deliver(uid, item.id);
    expect(fcm().received(token)).to.deep.equal([]);
    expect((await told(item.id))[0]).to.equal("drop seen_meanwhile");
  });
});
