import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { type App, deleteApp, initializeApp } from "firebase-admin/app";
import { getFirestore } from "firebase-admin/firestore";
import { catalogue } from "../../src/contract/channels.js";
import { check } from "./checker.js";
import { Cluster } from "./cluster.js";
import { countRecords } from "./history.js";
import { watchLog } from "./logWatcher.js";
import { deleteOrphans } from "./orphans.js";
import { postMessages } from "./poster.js";
import { recorder as recorderTo } from "./recorder.js";
import { Watcher } from "./watcher.js";
import { aWorld, type Person } from "./world.js";

const { env } = process;
const messagesWanted = Number(env["FAULT_MESSAGES"] ?? 2000);
const killsWanted = Number(env["FAULT_KILLS"] ?? 20);
const killAtMostEveryMs = 700;
const projectId = env["GCLOUD_PROJECT"] ?? "demo-firecast";
/** Requests that each poster has under way at once: many messages in bearable time, and more of them caught by each kill. */
const postsAtOnce = messagesWanted > 10_000 ? 6 : 1;
/** Kills after which what the dead have left is cleared away. */
const clearEvery = 10;
const revocationBoundMs = 5000;

describe(`${messagesWanted} messages under ${killsWanted} kills and a bus that drops, doubles, delays and reorders`, () => {
  const recorder = recorderTo(join(tmpdir(), `firecast-faults-${process.pid}.jsonl`));
  const { history } = recorder;
  let app: App;
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    app = initializeApp({ projectId }, "faults");
    cluster = new Cluster(await freePorts(3), {
      ...env,
      REALTIME_PING_MS: "1000",
      REALTIME_VERIFY_MS: "1000",
      REALTIME_RECHECK_MS: "1500",
      REALTIME_RATE_FACTOR: "1000",
      REALTIME_STREAM_BYTES: "200000",
    });
    await cluster.start();
  });

  after(async function () {
    this.timeout(30_000);
    await cluster.stop();
    await recorder.close();
    await deleteApp(app);
  });

  it("nothing accepted is lost, nothing is doubled, every channel is in dense order", async function () {
    this.timeout(Math.max(600_000, messagesWanted * 120));
    const firestore = getFirestore(app);
    const { people, spaces } = await aWorld(firestore, env["FIREBASE_AUTH_EMULATOR_HOST"] ?? "", {
      people: 18,
      spaces: 6,
    });
    const [owner, ...others] = people;
    if (!owner) throw new Error("a world has people");
    const channels = spaces.map((space) => `spaces/${space}/chat`);
    /** The owner removes a watcher from the first space that it watches. False if no server answered. */
    async function removeFromOne(watcher: Watcher | undefined, person: Person | undefined): Promise<boolean> {
      const channel = watcher?.channels[0];
      const base = cluster.any();
      if (!watcher || !person || !channel || !owner) throw new Error("nobody to remove");
      if (!base) return false;
      const answer = await fetch(`${base}/api/${channel.replace("/chat", "/members")}/${person.uid}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${owner.token}` },
      }).catch(() => undefined);
      // Asked again, a removal that took effect without an answer is "not found".
      if (!answer || (!answer.ok && answer.status !== 404)) return false;
      recorder.record({ type: "revoked", watcher: watcher.name, channel });
      watcher.leave(channel);
      return true;
    }

    const log = watchLog(firestore, channels, recorder);

    const watchers = others.slice(0, 9).map(
      ({ token }, index) =>
        new Watcher({
          name: `watcher-${index}`,
          token,
          // Cursors of one channel and of several.
          channels: index % 3 === 0 ? channels.slice(0, 1) : channels.slice(index % 2),
          cluster,
          recorder,
        }),
    );
    const watching = watchers.map((watcher) => watcher.run());

    let accepted = 0;
    const wanted = (): boolean => accepted < messagesWanted || cluster.deaths < killsWanted;
    const posting = Promise.all(
      Array.from({ length: postsAtOnce }).flatMap((_, lane) =>
        people.slice(10).map(({ token }, index) =>
          postMessages({ name: `poster-${index}-${lane}`, token, spaces, cluster, recorder }, (outcome) => {
            if (outcome === "accepted") accepted++;
            return wanted();
          }),
        ),
      ),
    );
    let posted = false;
    void posting.finally(() => (posted = true));
    let revoked = false;
    const begunAt = Date.now();
    let cleared = 0;
    while (!posted) {
      await delay(killAtMostEveryMs);
      // Spread over the run: in between, there has to be somebody who answers.
      if (!posted && cluster.deaths <= killsWanted * (accepted / messagesWanted)) cluster.killOne();
      if (cluster.deaths >= cleared + clearEvery) {
        cleared = cluster.deaths;
        await deleteOrphans(projectId, begunAt, cluster.oldestSpawnedAt);
      }
      if (!revoked && accepted > messagesWanted / 2) revoked = await removeFromOne(watchers[1], people[2]);
    }
    await posting;
    await cluster.allReady();

    const behind = (): string[] =>
      watchers.flatMap((watcher) =>
        watcher.channels
          .filter((channel) => watcher.seqOf(channel) < log.headOf(channel))
          .map(
            (channel) => `${watcher.name} at ${watcher.seqOf(channel)} of ${channel}, ${log.headOf(channel)}`,
          ),
      );
    const deadline = performance.now() + 60_000;
    while (behind().length > 0 && performance.now() < deadline) await delay(100);

    for (const watcher of watchers) watcher.stop();
    await Promise.all(watching);
    log.stop();

    expect(behind(), "watchers that never caught up").to.deep.equal([]);
    const violations = check(history, {
      revocationMs: revocationBoundMs,
      historyOf: () => catalogue.chat.history,
    });
    expect(violations.slice(0, 20)).to.deep.equal([]);
    const counts = countRecords(history);
    console.log(`      ${JSON.stringify({ ...counts, kills: cluster.deaths })}`);
    expect(counts.accepted).to.be.at.least(messagesWanted);
    expect(counts.revoked).to.equal(1);
    expect(cluster.deaths).to.be.at.least(killsWanted);
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise((resolve) => server.once("listening", resolve));
      const address = server.address();
      return typeof address === "object" && address ? address.port : 0;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
