import { createHash, randomBytes } from "node:crypto";
import { expect } from "chai";
import { Cluster } from "../../faults/cluster.js";
import { freePorts } from "../../support/freePorts.js";
import { aUser } from "../../support/users.js";
import { follow, type Persistent, readAll, write } from "./persistent.js";

/** The soak test has more of both. */
const streamsWanted = Number(process.env["DS_STREAMS"] ?? 6);
const killsWanted = Number(process.env["DS_KILLS"] ?? 1);
const appends = 12;
const atOnce = 20;

describe(`${streamsWanted} durable streams under ${killsWanted} kills and a bus that drops, doubles and delays`, function () {
  this.timeout(60_000 + streamsWanted * 3000);
  let cluster: Cluster;
  let token: string;

  before(async () => {
    cluster = new Cluster(await freePorts(2), { ...process.env, REALTIME_RATE_FACTOR: "1000" });
    [{ idToken: token }] = await Promise.all([aUser(), cluster.start()]);
  });

  after(() => cluster.stop());

  it("have what was written to them, once and in order, for readers who were there and who come later", async () => {
    let done = 0;
    let kills = 0;
    let left = streamsWanted;
    const wanted = streamsWanted * appends;
    const differing: string[] = [];
    /** Spread over the appends: in between, an instance has to answer. */
    const appended = (): void => {
      done++;
      const isDue = kills < killsWanted && kills <= (killsWanted * done) / wanted;
      if (isDue && kills === cluster.deaths && cluster.killOne()) kills++;
    };
    const each = async (): Promise<void> => {
      while (left > 0 || cluster.deaths < killsWanted) {
        const stream = aStream(left--, token, cluster);
        const parts = Array.from({ length: appends }, () => aPart(stream));
        const whole = digest(Buffer.concat(parts));
        const reading = follow(stream);
        await write(stream, parts, appended);
        const seen = { followed: digest(await reading), read: digest(await readAll(stream)) };
        if (seen.followed !== whole || seen.read !== whole) differing.push(stream.path);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, streamsWanted) }, each));
    expect(differing).to.deep.equal([]);
    expect(cluster.deaths).to.be.at.least(killsWanted);
  });
});

const aStream = (number: number, token: string, cluster: Cluster): Persistent => ({
  path: `kills/${process.pid}-${number}`,
  token,
  contentType: number % 2 === 0 ? "text/plain" : "application/octet-stream",
  server: () => cluster.any(),
});

/** Some are large: they leave the head as pages. */
function aPart({ contentType }: Persistent): Buffer {
  const bytes = randomBytes(1 + Math.floor(Math.random() ** 4 * 40_000));
  return contentType === "text/plain" ? Buffer.from(`${bytes.toString("base64url")}\n`) : bytes;
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
