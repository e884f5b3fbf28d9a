import { randomBytes } from "node:crypto";
import { expect } from "chai";
import type { Firestore } from "firebase-admin/firestore";
import { startFcm } from "../../../../scripts/fcm/fcm-server.mjs";
import { minutes, toTimestamp } from "../../../src/platform/clock.js";
import { startInstance, type TestInstance, theFirebase } from "../../support/testInstance.js";
import { aCrowd } from "./crowd.js";
import { firebaseApart } from "./database.js";
import { Eventarc } from "./eventarc.js";
import { inboxOf, inOrder } from "./inboxOf.js";
import type { Job } from "./job.js";
import { judge, pushesOf } from "./pushes.js";
import { rowEvents } from "./rowEvents.js";
import { seeded } from "./seeded.js";
import { Workers } from "./workers.js";

const killsWanted = 25;
const processes = 4;
/** Mentions in each space, one round after the other; those of one round are a batch. */
const rounds = [
  [1, 1, 1],
  [2, 1, 1],
  [1, 2, 1],
  [1, 1, 1],
];
const mentionsWanted = rounds.flat().reduce((sum, count) => sum + count, 0);
/** How many deaths an event may see: a message is handled soon, and a process that is done cannot die of it. */
const deaths = { message: [1, 1, 2], row: [0, 0, 1, 1], sweep: [2], answers: [0] };
const deliveredTwice = 0.3;
/** More than any lease and any batch lasts. */
const betweenRounds = minutes(2);
const mostSweeps = 20;
const fcmAnswersAfterMs = 100;

const { env } = process;
const seed = Number(env["FAULT_SEED"] ?? Math.floor(Math.random() * 1e6));

describe(`${mentionsWanted} mentions of everybody under ${killsWanted} kills between mention and push`, () => {
  const databaseId = `fault-tests-${randomBytes(6).toString("hex")}`;
  let fcm: Awaited<ReturnType<typeof startFcm>>;
  let firestore: Firestore;
  let server: TestInstance;
  let workers: Workers;

  before(async function () {
    this.timeout(60_000);
    const firebase = firebaseApart(databaseId, theFirebase());
    ({ firestore } = firebase);
    fcm = await startFcm({ port: 0, inspectPort: 0, delayMs: fcmAnswersAfterMs });
    workers = await Workers.start(processes, databaseId, { ...env, FCM_EMULATOR_HOST: fcm.host });
    server = await startInstance({ firebase });
  });

  after(async function () {
    this.timeout(30_000);
    await workers.stop();
    await server.close();
    await fcm.stop();
  });

  it("each recipient has one row for each batch, and each device at most one visible push of it", async function () {
    this.timeout(600_000);
    const random = seeded(seed);
    const { spaces, recipients, mention } = await aCrowd(server, { recipients: 4, spaces: 3 });
    let now = Date.now();
    const eventarc = new Eventarc({ workers, random, now: () => now });
    const messages: Job[] = [];
    const rows: Job[] = [];

    /** Kills, and sometimes two at once. */
    const deliver = async (job: Job): Promise<void> => {
      const choices = deaths[job.type];
      const planned = (): number => choices[Math.floor(random() * choices.length)] ?? 0;
      const copies = random() < deliveredTwice ? 2 : 1;
      await Promise.all(Array.from({ length: copies }, () => eventarc.deliver(job, planned())));
    };
    const rowsCreated = rowEvents(
      firestore,
      recipients.map(({ person }) => person.uid),
      (uid, id) => {
        const row: Job = { type: "row", uid, id };
        rows.push(row);
        return deliver(row);
      },
    );

    for (const round of rounds) {
      const places = spaces.flatMap((space, index) => Array<string>(round[index] ?? 0).fill(space));
      await Promise.all(
        places.map(async (spaceId) => {
          const messageId = await mention(spaceId);
          const message: Job = { type: "message", spaceId, messageId, time: toTimestamp(now) };
          messages.push(message);
          await deliver(message);
        }),
      );
      await rowsCreated.all();
      now += betweenRounds;
      await deliver({ type: "sweep" });
    }

    const wakeUps = async (): Promise<number> => (await firestore.collection("wakeUps").get()).size;
    for (let sweeps = 0; (await wakeUps()) > 0 && sweeps < mostSweeps; sweeps++) {
      now += betweenRounds;
      await eventarc.deliver({ type: "sweep" });
    }
    // Long afterwards everything comes once more.
    now += minutes(10);
    await Promise.all([...messages, ...rows].map((job) => eventarc.deliver(job)));
    await rowsCreated.all();
    rowsCreated.stop();

    const inboxes = await Promise.all(recipients.map((recipient) => inboxOf(server, recipient)));
    const pushes = pushesOf(fcm.messages());
    const { violations, sentAgain } = judge(
      inboxes.flatMap(({ due }) => due),
      pushes,
      eventarc.deaths,
    );
    const { deliveries, killed } = eventarc;
    const counted = { mentions: messages.length, rows: rows.length, deliveries, killed };
    console.log(`      ${JSON.stringify({ ...counted, pushes: pushes.length, sentAgain, seed })}`);

    const batches = spaces.flatMap((space, index) => rounds.map((round) => `${space} ${round[index]}`));
    const unread = batches.length;
    for (const { items, counts, events, traces, tokens } of inboxes) {
      const shown = items.map(({ spaceId, count }) => `${spaceId} ${count}`);
      expect(shown, "one row for each batch").to.have.members(batches);
      expect(counts).to.deep.equal({ unseen: unread, unread, version: mentionsWanted });
      const log = events.map(({ seq, type, counts }) => ({ seq, type, counts }));
      expect(log, "the log is dense").to.deep.equal(inOrder(events.map(({ type }) => type)));
      const last = new Map(events.map(({ item }) => [item.id, item]));
      expect(items, "the log ends as the list is").to.have.deep.members([...last.values()]);
      for (const { decision, devices } of traces) {
        const made = { action: decision?.action, reason: decision?.reason };
        expect(made).to.deep.equal({ action: "send", reason: "preferred" });
        expect(devices.map(({ outcome }) => outcome)).to.deep.equal(tokens.map(() => "sent"));
      }
    }
    expect(violations).to.deep.equal([]);
    expect([...workers.errors], "what no kill explains").to.deep.equal([]);
    expect((await firestore.collection("deadLetters").get()).size, "dead letters").to.equal(0);
    expect(await wakeUps(), "wake-ups that are left").to.equal(0);
    expect(eventarc.deaths.length).to.be.at.least(killsWanted);
  });
});
