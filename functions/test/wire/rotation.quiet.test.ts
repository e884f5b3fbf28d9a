import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import { Follower } from "../support/follower.js";
import { anInstance } from "../support/testInstance.js";
import { aUser } from "../support/users.js";
import { range } from "./signals.js";

const eventBytes = 60_000;
const events = 500;
const atOnce = 10;

describe("30 MB through one stream", function () {
  this.timeout(90_000);
  const server = anInstance();

  it("take several responses, none of them over 10 MB, and nothing is lost", async () => {
    const user = await aUser();
    const channel = channelOf(userChannel, { uid: user.uid });
    const follower = new Follower({
      url: () => `${server().url}/sse/stream?channels=${channel.name}`,
      token: user.idToken,
    });
    await follower.until(() => follower.cursor !== undefined);
    const payload = "x".repeat(eventBytes);
    for (let sent = atOnce; sent <= events; sent += atOnce) {
      const drafts = range(1, atOnce).map(() => ({
        type: "user:signal:sent" as const,
        data: { topic: "large", payload },
      }));
      await server().instance.core.publisher.append({ channel, events: drafts });
      // No more ahead of the reader than the channel keeps.
      await follower.until(() => follower.events.length >= sent - 2 * atOnce);
    }
    await follower.until(() => follower.events.length >= events);
    await follower.stop();

    expect(follower.events.map(({ seq }) => seq)).to.deep.equal(range(1, events));
    expect(follower.resets).to.deep.equal([]);
    expect(follower.reasons.filter((reason) => reason === "byte_budget")).to.have.length.at.least(3);
    expect(follower.mostBytes).to.be.within(7_000_000, 10_000_000);
  });
});
