import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { readSettings } from "../../../src/platform/params.js";
import { systemClock } from "../../../src/platform/clock.js";
import { randomIds, systemRandom } from "../../../src/platform/ids.js";
import { ledgerStore } from "../../../src/platform/rates/ledgerStore.js";
import { spentLately } from "../../../src/platform/rates/spending.js";
import { startInstance, type TestInstance, theFirebase } from "../../support/testInstance.js";

describe("a limit of several instances", function () {
  this.timeout(60_000);
  let instances: TestInstance[];

  before(async () => {
    const settings = readSettings();
    instances = await Promise.all([1, 2, 3, 4].map(() => startInstance({ settings })));
  });

  after(() => Promise.all(instances.map((instance) => instance.close())));

  const messages = (uid: string, spaceId: string, count: number) => {
    const chat = channelOf(chatChannel, { spaceId });
    const posts = instances.flatMap(({ instance }) =>
      Array.from({ length: count }, async () => {
        await instance.core.rates.take(uid, chat);
      }),
    );
    return Promise.allSettled(posts).then(
      (outcomes) => outcomes.filter(({ status }) => status === "fulfilled").length,
    );
  };

  it("lets pass what one of them would, where all are asked at once", async () => {
    const spaceId = randomIds.next();
    const passed = await messages("mia", spaceId, 400);
    expect(passed).to.be.within(600, 750);
    expect(await messages("max", spaceId, 100), "another user").to.equal(400);
  });

  it("counts what all of them tell at the same moment", async () => {
    const { firestore } = theFirebase();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const settle = ledgerStore({ firestore, clock: systemClock, random: systemRandom, log, pause: delay });
    const limit = { perMinute: 100, burst: 100 };
    const key = randomIds.next();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => settle(key, limit, { told: 10, wanted: 10 })),
    );
    const granted = answers.reduce((sum, answer) => sum + answer.granted, 0);
    expect(granted).to.be.within(40, 60);
    const { ledger } = await settle(key, limit, { told: 0, wanted: 0 });
    expect(spentLately(ledger.spent, systemClock.now())).to.equal(60 + granted);
  });
});
