import { PubSub } from "@google-cloud/pubsub";
import { expect } from "chai";
import { randomIds } from "../../../src/platform/ids.js";
import { subscriptionName } from "../../../src/realtime/bus/pubsubBus.js";
import { sweepSubscriptions } from "../../../src/realtime/bus/sweepSubscriptions.js";
import { projectId } from "../../support/users.js";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("the sweep over Pub/Sub", () => {
  it("deletes what a crashed instance left, twice at once if need be, and nothing else", async () => {
    const pubsub = new PubSub({ projectId: projectId() });
    const topic = pubsub.topic(`sweep-${randomIds.next()}`);
    await topic.create();
    const bornAt = Date.now();
    const [crashed, alive] = [randomIds.next(), randomIds.next()];
    const names = [crashed, alive].map((id) => subscriptionName(0, id, bornAt - 3_600_000));
    names.push(subscriptionName(0, crashed, bornAt), `others-${crashed}`);
    await Promise.all(names.map((name) => topic.createSubscription(name)));

    const sweep = () =>
      sweepSubscriptions({
        projectId: projectId(),
        clock: { now: () => bornAt },
        log: silent,
        // Other tests' servers are not registered yet, or have long gone.
        liveInstances: () => Promise.resolve([{ id: alive }]),
      });
    await Promise.all([sweep(), sweep()]);

    const [left] = await topic.getSubscriptions();
    expect(left.map(({ name }) => name.split("/").at(-1)).sort()).to.deep.equal(names.slice(1).sort());
    await Promise.all(left.map((subscription) => subscription.delete()));
    await topic.delete();
    await pubsub.close();
  });
});
