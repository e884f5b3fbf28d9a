import { expect } from "chai";
import { subscriptionName } from "../../../src/realtime/bus/pubsubBus.js";
import { abandonedSubscriptions } from "../../../src/realtime/bus/sweepSubscriptions.js";

const now = Date.parse("2026-03-01T12:00:00Z");
const minutesAgo = (minutes: number): number => now - minutes * 60_000;
const full = (name: string): string => `projects/demo-firecast/subscriptions/${name}`;

describe("the sweep", () => {
  it("takes the subscriptions of instances that are gone, in every shard", () => {
    const gone = [
      subscriptionName(0, "dead", minutesAgo(11)),
      subscriptionName(12, "dead", minutesAgo(5000)),
    ];
    const alive = [subscriptionName(0, "live", minutesAgo(5000))];
    expect(abandonedSubscriptions([...gone, ...alive].map(full), new Set(["live"]), now)).to.deep.equal(gone);
  });

  it("leaves young ones alone: their instance may not have said anything yet", () => {
    const young = [subscriptionName(0, "dead", minutesAgo(10)), subscriptionName(0, "dead", now + 60_000)];
    expect(abandonedSubscriptions(young.map(full), new Set(), now)).to.deep.equal([]);
  });

  it("knows instances whose names look like the rest of it", () => {
    for (const id of ["a-1-2", "-", "_-_", "realtime-0-x-1", "9", "x-1700000000000"]) {
      const name = subscriptionName(3, id, minutesAgo(60));
      expect(abandonedSubscriptions([full(name)], new Set(), now), id).to.deep.equal([name]);
      expect(abandonedSubscriptions([full(name)], new Set([id]), now), id).to.deep.equal([]);
    }
  });

  it("never touches what is not ours", () => {
    const others = [
      "orders", "realtime", "realtime-0", "realtime-0-x", "realtime-x-dead-1", "my-realtime-0-dead-1", "realtime-0-dead-1-copy",
      "realtime-0-dead-", "realtime-0--1x", "eventarc-us-central1-realtime-0-dead-1",
    ]; // prettier-ignore
    expect(abandonedSubscriptions([...others.map(full), "realtime-0-dead-1"], new Set(), now)).to.deep.equal(
      [],
    );
  });
});
