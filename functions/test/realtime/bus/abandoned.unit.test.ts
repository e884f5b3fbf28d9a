import { expect } from "chai";
import { hours, minutes } from "../../../src/platform/clock.js";
import { bornLabel, oldSubscriptions, oldTopics } from "../../../src/realtime/bus/abandoned.js";
import { subscriptionName, topicName } from "../../../src/realtime/bus/pubsubBus.js";

const now = Date.parse("2026-03-01T12:00:00Z");
const project = "projects/demo-firecast";
const listed = (id: string, topic = "realtime-0") => ({
  name: `${project}/subscriptions/${id}`,
  topic: topic.startsWith("_") ? topic : `${project}/topics/${topic}`,
});
const idsOf = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id);

describe("subscriptions that a crash may have left", () => {
  const bornAt = now - hours(2);

  it("are those of our instances, in every shard, also where the topic is gone", () => {
    const ids = [
      subscriptionName(0, "i1", bornAt),
      subscriptionName(12, "i1", bornAt),
      subscriptionName(3, "i2", bornAt),
    ];
    const topics = ["realtime-0", "realtime-12", "_deleted-topic_"];
    const found = oldSubscriptions(
      ids.map((id, index) => listed(id, topics[index])),
      now,
    );
    expect(idsOf(found)).to.deep.equal(ids);
    expect(found[0]).to.deep.equal({ id: ids[0], instanceId: "i1", bornAt });
  });

  it("are not the young ones, nor those from the future of another clock", () => {
    const young = [now, now - minutes(59), now - hours(1), now + hours(3)].map((at) =>
      listed(subscriptionName(0, "i", at)),
    );
    expect(oldSubscriptions(young, now)).to.deep.equal([]);
  });

  it("name instances whose ids look like the rest of the name", () => {
    for (const id of ["a-1-2", "-", "_-_", "realtime-0-x-1", "9", "x-1700000000000"]) {
      const [found] = oldSubscriptions([listed(subscriptionName(0, id, bornAt))], now);
      expect(found?.instanceId).to.equal(id);
    }
  });

  it("are never what is not ours", () => {
    const others = [
      "orders", "realtime", "realtime-0", "realtime-0-x", "realtime-x-dead-1", "my-realtime-0-dead-1", "realtime-0-dead-1-copy",
      "realtime-0-dead-", "realtime-0--1x", "eventarc-us-central1-realtime-0-dead-1",
    ]; // prettier-ignore
    expect(
      oldSubscriptions(
        others.map((id) => listed(id)),
        now,
      ),
    ).to.deep.equal([]);
    const ours = subscriptionName(0, "i", bornAt);
    for (const topic of ["orders", "realtime-1", "my-realtime-0x", "realtime-00"])
      expect(oldSubscriptions([listed(ours, topic)], now), topic).to.deep.equal([]);
    expect(oldSubscriptions([{ ...listed(ours), name: ours }], now)).to.deep.equal([]);
  });
});

describe("topics of shards that there are no more", () => {
  const topic = (id: string, born: string | undefined) => ({
    name: `${project}/topics/${id}`,
    labels: born === undefined ? {} : { [bornLabel]: born },
  });
  const old = String(now - hours(2));

  it("are ours by their label, old, and beyond the shards in use", () => {
    const all = [0, 3, 4, 17].map((shard) => topic(topicName(shard), old));
    expect(idsOf(oldTopics(all, 4, now))).to.deep.equal(["realtime-4", "realtime-17"]);
  });

  it("are never what is not ours, or young", () => {
    const others = [
      topic("realtime-9", undefined), topic("realtime-9", "x"), topic("realtime-9", String(now - minutes(59))),
      topic("realtime-ingest", old), topic("orders", old), topic("my-realtime-9", old), topic("realtime-9-copy", old),
    ]; // prettier-ignore
    expect(oldTopics(others, 1, now)).to.deep.equal([]);
  });
});
