import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { orgIssuesChannel } from "@firecast/contract/issues/issues";
import { heatStore } from "../../src/features/issues/heatmap/store.js";
import { driftOf, storedFigures } from "../../src/features/issues/recount/counted.js";
import { countAll } from "../../src/features/issues/recount/countAll.js";
import { recountStore } from "../../src/features/issues/recount/store.js";
import { statisticsStore } from "../../src/features/issues/statistics/store.js";
import { type Balancer, balancer } from "../support/balancer.js";
import { database } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { recordedLog } from "../support/recordedLog.js";
import { aUser } from "../support/users.js";
import { check } from "./checker.js";
import { Cluster } from "./cluster.js";
import { countRecords } from "./history.js";
import { type IssueWorld, issueWorld, workOnIssues } from "./issueWorkers.js";
import { watchLog } from "./logWatcher.js";
import { freePorts } from "../support/freePorts.js";
import { type Recorder, recorder as recorderTo } from "./recorder.js";
import { plainReader, type Reading, socketIoReader, type SocketReader } from "./socketReaders.js";
import { Watcher } from "./watcher.js";

const operationsWanted = Number(process.env["ISSUE_OPERATIONS"] ?? 60);
const killsWanted = Number(process.env["ISSUE_KILLS"] ?? 1);
const workers = 8;
const killAtMostEveryMs = 700;

describe(`${operationsWanted} operations of issues under ${killsWanted} kills and a bus that drops, doubles, delays and reorders`, () => {
  let recorder: Recorder;
  let cluster: Cluster;
  let world: IssueWorld;
  let front: Balancer;

  before(async function () {
    this.timeout(120_000);
    recorder = recorderTo(join(tmpdir(), `firecast-issues-${process.pid}.jsonl`));
    cluster = new Cluster(await freePorts(3), {
      ...process.env,
      REALTIME_PING_MS: "1000",
      REALTIME_RATE_FACTOR: "1000",
    });
    await cluster.start();
    world = await issueWorld(cluster);
    // Where nobody is ready, nobody answers.
    front = await balancer(() => Number(new URL(cluster.any() ?? "http://127.0.0.1:1").port));
  });

  after(async function () {
    this.timeout(30_000);
    await front.close();
    await cluster.stop();
    await recorder.close();
  });

  it("every reader has every event once and in order, and the figures are those of a recount", async function () {
    this.timeout(Math.max(180_000, operationsWanted * 300));
    const { organizationId, channels, users } = world;
    const log = watchLog(database(), channels, recorder);
    const watchers = Array.from({ length: 6 }, (_, index) => {
      const { token } = users.member;
      // All of them, and one each.
      const own = channels.filter((_channel, other) => index < 2 || other === index % channels.length);
      return new Watcher({ name: `reader-${index}`, token, channels: own, cluster, recorder });
    });
    const watching = watchers.map((watcher) => watcher.run());
    const sockets = await socketReaders();
    await eventually(
      () => sockets.filter(({ isReading }) => !isReading).map(({ name }) => name),
      (waiting) => waiting.length === 0,
      30_000,
    );

    let done = 0;
    const isEnough = (): boolean => done >= operationsWanted && cluster.deaths >= killsWanted;
    const working = Promise.all(
      Array.from({ length: workers }, (_, lane) =>
        workOnIssues({ lane, world, cluster }, () => {
          done++;
          return !isEnough();
        }),
      ),
    );
    let over = false;
    void working.finally(() => (over = true));
    while (!over) {
      await delay(killAtMostEveryMs);
      if (cluster.deaths < killsWanted && cluster.deaths <= (killsWanted * done) / operationsWanted)
        cluster.killOne();
    }
    const expected = new Map((await working).flat());
    await cluster.allReady();

    // What the bus lost last shows by the pings.
    const behind = (): string[] =>
      watchers.flatMap((watcher) =>
        watcher.channels
          .filter((channel) => watcher.seqOf(channel) < log.headOf(channel))
          .map((channel) => `${watcher.name} at ${watcher.seqOf(channel)} of ${channel}`),
      );
    await eventually(
      () => Promise.resolve(behind()),
      (late) => late.length === 0,
      60_000,
    );
    const logged = () => recorder.history.filter((seen) => seen.type === "logged");
    await eventually(
      () => sockets.flatMap((socket) => socket.problems(logged())),
      (problems) => problems.length === 0,
      60_000,
    ).catch(() => undefined); // told below
    for (const watcher of watchers) watcher.stop();
    await Promise.all(watching);
    await log.stop();
    expect(sockets.flatMap((socket) => socket.problems(logged())).slice(0, 20)).to.deep.equal([]);
    await Promise.all(sockets.map((socket) => socket.stop()));
    // One at a time: an event is on several channels by one id.
    const violations = channels.flatMap((channel) =>
      check(
        recorder.history.filter((seen) => !("channel" in seen) || seen.channel === channel),
        { revocationMs: 0, historyOf: () => orgIssuesChannel.history },
      ),
    );
    expect(violations.slice(0, 20)).to.deep.equal([]);

    const { docs } = await database()
      .collection("issues")
      .where("organizationId", "==", organizationId)
      .get();
    const left = docs.map((document) => ({
      id: document.id,
      status: String(document.get("status")),
      severity: String(document.get("severity")),
    }));
    expect(left).to.have.deep.members([...expected.values()].filter((issue) => issue !== undefined));

    const silent = recordedLog();
    const recounts = recountStore(database(), silent);
    const { now } = await recounts.last(organizationId);
    const { counted, issues } = await countAll(recounts, recounts.asOf(now), organizationId);
    const sums = await statisticsStore(database(), silent).sums(organizationId);
    const { campuses } = await heatStore(database(), silent).campuses(organizationId);
    expect(issues).to.equal(left.length);
    if (!sums) throw new Error("There are figures.");
    expect(driftOf(counted, storedFigures(sums.value, campuses), Date.now())).to.equal(undefined);
    const connections = sockets.reduce((sum, socket) => sum + socket.connections, 0);
    const seen = { ...countRecords(recorder.history), done, kills: cluster.deaths, sockets: connections };
    console.log(`      ${JSON.stringify(seen)}`);
    expect(cluster.deaths).to.be.at.least(killsWanted);
  });

  /** Of each kind one of all channels, and one of one. */
  async function socketReaders(): Promise<SocketReader[]> {
    const { organizationId, channels } = world;
    const read = async (name: string, of: readonly string[], open: (reading: Reading) => SocketReader) => {
      const { idToken: token } = await aUser({ organizationId, role: "member" });
      return open({ name, token, channels: of });
    };
    const one = channels.slice(-1);
    const plain = (reading: Reading) => plainReader(reading, cluster);
    const stock = (reading: Reading) => socketIoReader(reading, front.url);
    return Promise.all([
      read("plain, all", channels, plain),
      read("plain, one", one, plain),
      read("socket.io, all", channels, stock),
      read("socket.io, one", one, stock),
    ]);
  }
});
