import { PubSub } from "@google-cloud/pubsub";
import { expect } from "chai";
import { hours, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { bornLabel } from "../../../src/realtime/bus/abandoned.js";
import { subscriptionName, topicName } from "../../../src/realtime/bus/pubsubBus.js";
import { sweepBus } from "../../../src/realtime/bus/sweepBus.js";
import { jobBench } from "../../jobs/jobBench.js";
import { forgetJob } from "../../support/killKit.js";
import { anInstance } from "../../support/testInstance.js";
import { projectId } from "../../support/users.js";

describe("what is swept in Pub/Sub", () => {
  const server = anInstance();
  const now = Date.now();
  const long = now - hours(3);
  const [crashed, alive] = [randomIds.next(), randomIds.next()];
  const pubsub = new PubSub({ projectId: projectId() });
  const shards = 900;
  const [inUse, over, listened, foreign] = [0, 1, 2, 3].map((n) => topicName(shards - 1 + n));

  beforeEach(() => forgetJob("tool-lifecycle"));
  after(async () => {
    for (const name of [inUse, over, listened, foreign])
      await pubsub
        .topic(name ?? "")
        .delete()
        .catch(() => undefined);
    await pubsub.close();
  });

  it("is what crashed instances left and shards that are over, twice at once if need be, and nothing else", async () => {
    for (const name of [inUse, over, listened, foreign])
      await pubsub.createTopic({
        name: name ?? "",
        ...(name !== foreign && { labels: { [bornLabel]: String(long) } }),
      });
    const kept = [
      subscriptionName(shards - 1, alive, long),
      subscriptionName(shards - 1, crashed, now),
      `others-${crashed}`,
    ];
    const left = subscriptionName(shards - 1, crashed, long);
    for (const name of [left, ...kept]) await pubsub.topic(inUse ?? "").createSubscription(name);
    await pubsub.topic(listened ?? "").createSubscription(subscriptionName(shards + 1, alive, long));

    // Other tests' servers are not registered yet, or have long gone: their subscriptions are younger than an hour.
    const liveInstances = () => Promise.resolve([{ id: alive }]);
    const { clock, process } = jobBench(server(), toTimestamp(now));
    const runner = process(...sweepBus({ projectId: projectId(), shards, clock, liveInstances }));
    const outcomes = await Promise.all([1, 2].map(() => runner.scheduled("tool-lifecycle", now)));
    const completed = outcomes.find(({ outcome }) => outcome === "completed");
    expect(completed?.counts).to.deep.equal({ subscriptionsRemoved: 1, topicsRemoved: 1, done: 2 });
    expect((await runner.called("tool-lifecycle", undefined)).counts, "gone is gone").to.deep.equal({});

    const [subscriptions] = await pubsub.topic(inUse ?? "").getSubscriptions();
    expect(subscriptions.map(({ name }) => name.split("/").at(-1))).to.have.members(kept);
    const [topics] = await pubsub.getTopics();
    const names = topics.map(({ name }) => name.split("/").at(-1));
    expect(names).to.include.members([inUse, listened, foreign]);
    expect(names).not.to.include(over);
  });
});
