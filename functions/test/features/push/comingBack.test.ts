import { expect } from "chai";
import { hours, minutes, seconds } from "../../../src/platform/clock.js";
import { eventually } from "../../support/eventually.js";
import { noon } from "./builders.js";
import { anFcm } from "./fcm/fcm.js";
import { aWorld } from "./world.js";

/** A row that was pushed, put off by its user, and came back. */
async function aReturn(values = {}) {
  const world = aWorld();
  const token = await world.device("d1");
  const { id } = await world.put({ version: 1, ...values });
  await world.deliver(world.uid, id);
  await world.change(id, { version: 5 });
  world.clock.pass(hours(1));
  return { ...world, token, id };
}

describe("a row that comes back from its snooze", () => {
  const fcm = anFcm();

  it("N10: is pushed once more, however often its wake-up runs", async () => {
    const { uid, id, token, deliver, deliverAgain, told } = await aReturn();
    await Promise.all([deliverAgain(uid, id), deliverAgain(uid, id), deliver(uid, id)]);
    await deliverAgain(uid, id);
    expect(fcm().received(token)).to.have.length(2);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });

  it("N10: is not pushed to who wants no push of it now, and waits for the end of quiet hours", async () => {
    const muted = await aReturn();
    await muted.prefer({ types: { mention: { push: false } } });
    await muted.deliverAgain(muted.uid, muted.id);
    expect(await muted.told(muted.id)).to.deep.equal(["drop muted_by_user"]);

    const quiet = await aReturn();
    await quiet.prefer({ quietHours: { from: "12:00", to: "14:00", timeZone: "Etc/UTC" } });
    await quiet.deliverAgain(quiet.uid, quiet.id);
    expect(await quiet.told(quiet.id)).to.deep.equal(["hold quiet_hours"]);
    quiet.clock.pass(hours(1) + minutes(5));
    await quiet.release(quiet.uid);
    expect(await quiet.told(quiet.id)).to.deep.equal(["send preferred", "d1 sent"]);
    expect(fcm().received(muted.token, quiet.token)).to.have.length(3);
  });

  it("N10: that has not come back, or was seen since, is not pushed again", async () => {
    const world = aWorld();
    const token = await world.device("d1");
    const { id } = await world.put({ version: 1 });
    await world.deliver(world.uid, id);
    await world.deliverAgain(world.uid, id);
    await world.change(id, { version: 2, seenAt: noon });
    await world.deliverAgain(world.uid, id);
    expect(fcm().received(token)).to.have.length(1);
  });

  it("N10: takes no record from the push before it", async () => {
    const { uid, device, put, change, deliver, deliverAgain, told } = aWorld();
    const token = await device("d1");
    fcm().fail(token, { code: "OK", delayMs: seconds(2) });
    const { id } = await put({ version: 1 });
    const late = deliver(uid, id);
    await eventually(
      () => fcm().received(token).length,
      (count) => count === 1,
    );
    await change(id, { version: 2 });
    await deliverAgain(uid, id);
    await late;
    expect(fcm().received(token)).to.have.length(2);
    expect(await told(id)).to.deep.equal(["send preferred", "d1 sent"]);
  });
});
