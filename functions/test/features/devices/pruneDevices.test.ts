import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { pruneDevices } from "../../../src/features/devices/pruneDevices.js";
import { devicesStore } from "../../../src/features/devices/store.js";
import { days, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import type { Run } from "../../../src/platform/jobs/work.js";
import { jobBench } from "../../jobs/jobBench.js";
import { database } from "../../support/database.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("devices that were not seen for 270 days", () => {
  const server = anInstance();
  const store = () => devicesStore(theFirebase().firestore, silent);
  const now = Date.now();

  async function aDevice(uid: string, seenAgo: number, index = 0) {
    const [id, lastSeenAt] = [`d${index}`, toTimestamp(now - seenAgo)];
    const target = { kind: "token" as const, value: `${uid}-${index}` };
    const device = { id, uid, target, platform: "web" as const, createdAt: lastSeenAt, lastSeenAt };
    await store().commit((batch) => {
      store().putDevice(batch, undefined, device);
      store().putTarget(batch, undefined, device);
    });
    return device;
  }
  const left = async (uid: string): Promise<string[]> => (await store().of(uid)).map(({ value }) => value.id);
  const targetsOf = async (uid: string): Promise<number> =>
    (await database().collection("pushTargets").where("uid", "==", uid).get()).size;

  it("are forgotten with their targets, page by page; others stay", async () => {
    const uid = randomIds.next();
    await Promise.all(Array.from({ length: 205 }, (_, index) => aDevice(uid, days(270 + index), index)));
    await aDevice(uid, days(269), 500);
    await database()
      .doc(`users/${uid}/devices/unreadable`)
      .create({ staleAt: Timestamp.fromMillis(now - days(1)) });
    const runner = jobBench(server(), toTimestamp(now)).process(pruneDevices(store()));
    const { counts } = await runner.called("tool-lifecycle", undefined);
    expect(counts.devicesRemoved).to.be.at.least(206);
    expect([await left(uid), await targetsOf(uid)]).to.deep.equal([["d500"], 1]);
    expect((await runner.called("tool-lifecycle", undefined)).counts).to.deep.equal({});
  });

  it("stay if they are registered anew at that moment", async () => {
    const uid = randomIds.next();
    await aDevice(uid, days(300));
    const run: Run = { id: "r", slot: now, missed: 0, signal: new AbortController().signal };
    const { page, act } = pruneDevices(store());
    const { items } = await page(run, undefined);
    const [seen] = await store().of(uid);
    await store().commit((batch) => {
      if (seen) store().putDevice(batch, seen, { ...seen.value, lastSeenAt: toTimestamp(now) });
    });
    for (const item of items) await act(item, run);
    expect([await left(uid), await targetsOf(uid)]).to.deep.equal([["d0"], 1]);
  });
});
