import { expect } from "chai";
import { atMost } from "../../../src/platform/concurrency/atMost.js";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { setClock } from "../../support/setClock.js";
import { anFcm, aSender } from "./fcm/fcm.js";
import { noon } from "./builders.js";
import { aWorld } from "./world.js";

const users = 200;
/** Half of what an instance of the trigger takes: the emulator answers other tests, too. */
const together = 40;
/** Longer than a busy machine takes for the others. */
const hangsFor = seconds(30);

describe("pushes of many users, of which FCM does not answer one", function () {
  this.timeout(120_000);
  const fcm = anFcm();

  it("N1: of 200 pushes one hangs: the others are recorded as sent long before it, each once, and it is sent later", async () => {
    const clock = setClock(noon);
    const inTurn = atMost(together);
    const sender = aSender(clock, { answersWithin: hangsFor });
    const worlds = Array.from({ length: users }, () => aWorld({ clock, sender }));
    const pushes = await Promise.all(
      worlds.map((world) =>
        inTurn(async () => ({
          ...world,
          token: await world.device("phone"),
          id: (await world.put()).id,
        })),
      ),
    );
    const [slow, ...others] = pushes;
    if (!slow) throw new Error("There are users.");
    fcm().fail(slow.token, { hang: true });
    const began = performance.now();
    let recordedMs = 0;
    const late = slow.deliver(slow.uid, slow.id).then(() => performance.now() - began);
    await Promise.all(
      others.map(({ uid, id, deliver }) =>
        inTurn(async () => {
          await deliver(uid, id);
          recordedMs = performance.now() - began;
        }),
      ),
    );
    const isWaiting = await Promise.race([late.then(() => false), Promise.resolve(true)]);
    console.log(`      recorded within ${Math.round(recordedMs)} ms`);
    expect(isWaiting, "recorded before the one that hangs").to.equal(true);
    const told = await Promise.all(others.map(({ told, id }) => inTurn(() => told(id))));
    expect(told).to.deep.equal(others.map(() => ["send preferred", "phone sent"]));
    expect(await late).to.be.at.least(hangsFor - seconds(1));
    expect(await slow.told(slow.id)).to.deep.equal(["send preferred", "phone retrying app/network-timeout"]);
    clock.pass(minutes(3));
    await Promise.all(pushes.map(({ uid, id, deliver }) => inTurn(() => deliver(uid, id))));
    expect(await slow.told(slow.id)).to.deep.equal(["send preferred", "phone sent"]);
    const received = fcm().received(...pushes.map(({ token }) => token));
    expect(received.map(({ token }) => token)).to.have.members(pushes.map(({ token }) => token));
  });
});
