import { PubSub } from "@google-cloud/pubsub";
import { expect } from "chai";
import { eventually } from "../support/eventually.js";
import { Follower } from "../support/follower.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aUser, projectId, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, payloadsOf, range, seqsOf, signal } from "./signals.js";

describe("two processes", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let user: TestUser;

  before(async () => {
    [first, second] = await Promise.all([sharedServer("first"), sharedServer("second")]);
  });

  beforeEach(async () => {
    user = await aUser();
  });

  it("what is posted at one arrives at the streams of the other", async () => {
    const stream = await connected(second, user);
    await signal(first, user, "from the first");
    await arrives(stream, "from the first");
    await signal(second, user, "from the second");
    await arrives(stream, "from the second");
    stream.close();
    expect(seqsOf(stream.frames)).to.deep.equal([1, 2]);
  });

  it("posted to at the same time, they agree on one order, without gap or double", async () => {
    const streams = await Promise.all([connected(first, user), connected(second, user)]);
    const posts = range(1, 40).map((n) => signal(n % 2 ? first : second, user, n));
    const seqs = (await Promise.all(posts)).flat().sort((a, b) => a - b);
    for (const stream of streams) await stream.until(() => seqsOf(stream.frames).length >= 40);
    for (const stream of streams) stream.close();
    const [one, other] = streams.map((stream) => stream.named("user:signal:sent"));
    expect(seqs).to.deep.equal(range(1, 40));
    expect(one).to.deep.equal(other);
    expect(streams.map(({ frames }) => seqsOf(frames))).to.deep.equal([range(1, 40), range(1, 40)]);
  });

  it("what was answered with 2xx arrives, though the process was killed and never told the others", async () => {
    const hasty = await sharedServer("hasty");
    // Nobody listens there: its announcements get nowhere.
    const mute = await startServer({ PUBSUB_EMULATOR_HOST: "127.0.0.1:1" });
    const follower = new Follower({
      url: () => `${hasty.baseUrl}/sse/stream?channels=${channelOf(user)}`,
      token: user.idToken,
    });
    await follower.until(() => follower.cursor !== undefined);
    const seqs = await signal(mute, user, "last words", "really last");
    await mute.stop("SIGKILL");
    await follower.until(() => follower.events.length >= 2);
    await follower.stop();
    expect(follower.events.map(({ seq }) => seq)).to.deep.equal(seqs);
    expect(follower.resets).to.deep.equal([]);
  });

  it("killed right after its answer, a process that had told them is heard once", async () => {
    const doomed = await startServer();
    const stream = await connected(first, user);
    await signal(doomed, user, 1);
    const [seqs] = await Promise.all([signal(doomed, user, 2), arrives(stream, 1)]);
    await doomed.stop("SIGKILL");
    await arrives(stream, 2);
    await signal(second, user, 3);
    await arrives(stream, 3);
    stream.close();
    expect(seqs).to.deep.equal([2]);
    expect(payloadsOf(stream.frames)).to.deep.equal([1, 2, 3]);
  });

  describe("packets of the bus that come twice, late or in another order", () => {
    const pubsub = new PubSub({ projectId: projectId() });
    after(() => pubsub.close());

    it("change nothing", async () => {
      const topic = pubsub.topic("realtime-0");
      const [copies] = await topic.createSubscription(`copies-${user.uid}-${process.pid}`);
      const packets: { data: Buffer; attributes: Record<string, string> }[] = [];
      copies.on("message", (message) => {
        message.ack();
        const { channel = "" } = message.attributes;
        if (channel === channelOf(user))
          packets.push({ data: message.data, attributes: { ...message.attributes } });
      });
      const stream = await connected(second, user);
      for (const n of range(1, 5)) await signal(first, user, n);
      await arrives(stream, 5);
      await eventually(
        () => packets.length,
        (count) => count >= 5,
      );
      const heard = packets.slice();
      for (const packet of [...heard.toReversed(), ...heard]) await topic.publishMessage(packet);
      for (const n of range(6, 8)) await signal(first, user, n);
      await arrives(stream, 8);
      stream.close();
      await copies.close();
      await copies.delete();
      expect(payloadsOf(stream.frames)).to.deep.equal(range(1, 8));
      expect(stream.named("reset", "reconnect")).to.deep.equal([]);
    });

    it("that are no packets at all are passed over", async () => {
      const stream = await connected(second, user);
      const topic = pubsub.topic("realtime-0");
      for (const attributes of [{}, { kind: "events", channel: channelOf(user) }, { kind: "control" }]) {
        for (const data of ["", "{}", "\n\n", "null", '{"epoch":"x","seq":1,"types":["a"]}']) {
          await topic.publishMessage({ data: Buffer.from(data || " "), attributes: { ...attributes } });
        }
      }
      await signal(first, user, 1);
      await arrives(stream, 1);
      stream.close();
      expect(stream.frames.map(({ event }) => event)).to.deep.equal(["connected", "user:signal:sent"]);
    });
  });
});
