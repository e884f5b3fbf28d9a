import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import { chaosBus } from "../faults/chaosBus.js";
import { Follower } from "../support/follower.js";
import { anInstance } from "../support/testInstance.js";
import { aUser } from "../support/users.js";
import { range } from "./signals.js";

const chaos = { drop: 0.05, dropRevocation: 0, duplicate: 0.05, delay: 0.1, delayMs: 100, crash: 0 };
const events = 400;
const readers = 3;

describe("a bus that drops 5 % of its messages, doubles 5 % and reorders 10 %", function () {
  this.timeout(60_000);
  const writer = anInstance();
  const reader = anInstance({ wrapBus: (bus) => chaosBus(bus, chaos, Math.random, () => undefined) });

  it("leaves every stream exact, without reconnecting", async () => {
    const user = await aUser();
    const channel = channelOf(userChannel, { uid: user.uid });
    const say = (payload: number) =>
      writer().instance.core.publisher.append({
        channel,
        events: [{ type: "user:signal:sent", data: { topic: "t", payload } }],
      });
    const followers = range(1, readers).map(
      () =>
        new Follower({
          url: () => `${reader().url}/sse/stream?channels=${channel.name}`,
          token: user.idToken,
        }),
    );
    for (const follower of followers) await follower.until(() => follower.cursor !== undefined);

    for (const payload of range(1, events)) await say(payload);
    // What comes last has nothing after it that would show its loss, but the relay.
    let last = events;
    const areWhole = (): boolean => followers.every((follower) => follower.events.length >= events);
    while (!areWhole() && last < 2 * events) await say(++last);
    for (const follower of followers) {
      await follower.until(areWhole);
      await follower.stop();
    }

    for (const { events: got, resets, connections } of followers) {
      expect(got.slice(0, events).map(({ seq }) => seq)).to.deep.equal(range(1, events));
      expect(got.map(({ seq }) => seq)).to.deep.equal(range(1, got.length));
      expect({ resets, connections }).to.deep.equal({ resets: [], connections: 1 });
    }
  });
});
