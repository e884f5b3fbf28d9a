import { expect } from "chai";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { eventually } from "../../support/eventually.js";
import { anFcm, aSender } from "./fcm/fcm.js";
import { aWorld } from "./world.js";

describe("an answer of FCM", () => {
  const fcm = anFcm();

  it("N1: that it never gave leaves open whether the device has it: not again before two minutes", async () => {
    const world = aWorld();
    const { uid, device, another, deliver, put, told, clock, wakeUps } = world;
    const token = await device("d1");
    fcm().fail(token, { hang: true });
    const { id } = await put();
    const process = another({ sender: aSender(clock, { answersWithin: 500 }) });
    await process.deliver(uid, id);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 retrying app/network-timeout"]);
    clock.pass(minutes(2));
    await process.deliver(uid, id);
    expect(fcm().received(token)).to.deep.equal([]);
    clock.pass(seconds(10));
    expect(wakeUps.of(uid).map(({ dueAt }) => dueAt)).to.deep.equal([clock.now()]);
    // By a process that waits for an answer however long this machine needs for it.
    await deliver(uid, id);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("N1: that it gives late for one device delays no record of another: it is written down before that", async () => {
    const { uid, device, another, put, told, clock } = aWorld();
    const { deliver } = another({ sender: aSender(clock, { answersWithin: seconds(60) }) });
    const [slow] = [await device("a"), await device("b")];
    fcm().fail(slow, { code: "OK", delayMs: seconds(15) });
    const { id } = await put();
    const delivered = deliver(uid, id);
    await eventually(
      () => told(id),
      (lines) => lines.length > 1,
    );
    expect(await told(id)).to.deep.equal(["send preferred", "b sent"]);
    await delivered;
    expect(await told(id)).to.deep.equal(["send preferred", "a sent", "b sent"]);
  });

  it("N15: asks one device to wait long, and another is tried again at its own time", async () => {
    const { uid, device, put, deliver, told, clock, wakeUps } = aWorld();
    const [a, b] = [await device("a"), await device("b")];
    fcm().fail(a, { code: "UNAVAILABLE", retryAfter: 3600 });
    fcm().fail(b, { code: "INTERNAL" });
    const { id } = await put();
    const began = clock.now();
    await deliver(uid, id);
    clock.pass(seconds(10));
    await deliver(uid, id);
    const waits = "a retrying messaging/server-unavailable";
    expect(await told(id)).to.deep.equal(["send preferred", waits, "b sent"]);
    expect(wakeUps.of(uid).map(({ dueAt }) => dueAt - began)).to.deep.equal([seconds(3610)]);
    clock.pass(seconds(3600));
    await deliver(uid, id);
    expect(await told(id)).to.deep.equal(["send preferred", "a sent", "b sent"]);
    expect(fcm().received(a, b)).to.have.length(2);
  });
});
