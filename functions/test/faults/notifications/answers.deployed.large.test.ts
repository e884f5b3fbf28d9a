import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { InboxState } from "../../../src/features/inbox/state.js";
import { Item } from "../../../src/features/inbox/schema.js";
import { seconds } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { theFirebase } from "../../support/testInstance.js";
import { firebaseApart } from "./database.js";
import type { Job } from "./job.js";
import { Workers } from "./workers.js";

const { env } = process;
const answers = Number(env["FAULT_ANSWERS"] ?? 600);
const answersOfJob = 50;
const processes = 3;
/** Which jobs end in a death, and after how long, ms: while answers are told, wait, and are taken in. */
const kills = new Map([
  [1, 40],
  [2, 150],
  [4, 90],
  [5, 250],
]);

describe(`${answers} answers of one minute in ${processes} processes, some of which are killed`, () => {
  const databaseId = `fault-tests-${randomBytes(6).toString("hex")}`;
  const { firestore } = firebaseApart(databaseId, theFirebase());
  let workers: Workers;

  before(async () => {
    workers = await Workers.start(processes, databaseId, env);
  });
  after(async function () {
    this.timeout(30_000);
    await workers.stop();
  });

  it("N11: are one row that counts each of them once, in few commits", async function () {
    this.timeout(300_000);
    const uid = randomIds.next();
    let killed = 0;
    let ahead = 0;

    /** As Eventarc does: until a process has handled it. */
    const deliver = async (job: Job, killAfterMs?: number): Promise<void> => {
      const { type } = await workers.run({ now: Date.now() + ahead, job }, killAfterMs);
      if (type === "killed") killed++;
      if (type !== "done") await deliver(job);
    };
    const jobs = Array.from({ length: answers / answersOfJob }, (_, index) => {
      const job: Job = { type: "answers", uid, from: index * answersOfJob, count: answersOfJob };
      return { job, killAfterMs: kills.get(index) };
    });
    await deliver({ type: "answers", uid, from: 0, count: 1 });
    await Promise.all(jobs.map(({ job, killAfterMs }) => deliver(job, killAfterMs)));

    const wakeUps = async (): Promise<number> => (await firestore.collection("wakeUps").get()).size;
    for (let sweeps = 0; (await wakeUps()) > 0 && sweeps < 60; sweeps++) {
      ahead += seconds(2);
      await deliver({ type: "sweep" }, sweeps === 1 ? 60 : undefined);
    }
    await Promise.all(jobs.map(({ job }) => deliver(job)));

    const rows = await firestore.collection(`users/${uid}/notifications`).get();
    expect(rows.docs.map((row) => Item.parse(row.data()).count)).to.deep.equal([answers]);
    const deliveries = firestore.collection(`users/${uid}/deliveries`);
    const joined = await deliveries.where("into", "==", rows.docs[0]?.id).count().get();
    expect(joined.data().count, "each by its own name").to.equal(answers - 1);
    const state = InboxState.parse((await firestore.doc(`inboxes/${uid}`).get()).data());
    const commits = state.version + (state.touched ?? 0);
    console.log(`      ${JSON.stringify({ answers, killed, commits })}`);
    expect(commits).to.be.below(answers / 5);
    expect(killed).to.be.at.least(1);
    expect(await wakeUps()).to.equal(0);
    expect([...workers.errors], "what no kill explains").to.deep.equal([]);
  });
});
