import { expect } from "chai";
import { toTimestamp } from "../../../src/platform/clock.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { signalsOn } from "../signals.js";
import { aConversation } from "./conversation.js";

describe("typing over HTTP", () => {
  const clock = standingClock();
  const server = anInstance({ clock });

  const signals = (channel: string) => signalsOn(server(), channel);

  it("is seen by who is connected, for six seconds, and stored nowhere", async () => {
    const { chat, channel, owner } = await aConversation(server());
    expect(await owner.post(`${chat}/typing`, { typing: true })).to.deep.equal({
      status: 204,
      body: undefined,
    });
    const [signal, ...others] = signals(channel);
    expect(others).to.deep.equal([]);
    expect(signal).to.deep.include({
      channel,
      type: "chat:typing",
      by: owner.uid,
      data: { uid: owner.uid, typing: true, expiresAt: toTimestamp(clock.now() + 6000) },
    });
    expect(signal).to.not.have.property("seq");
    expect(await server().events(channel)).to.deep.equal([]);
  });

  it("is told again only when it changes or three seconds have passed", async () => {
    const { chat, channel, owner, member } = await aConversation(server());
    const nina = await member();
    const type = (person: typeof owner, typing: boolean) => person.post(`${chat}/typing`, { typing });
    await type(owner, true);
    clock.pass(2999);
    await type(owner, true);
    await type(nina, true);
    clock.pass(1);
    await type(owner, true);
    await type(owner, false);
    await type(owner, false);
    const seen = signals(channel).map(({ by, data }) => [by, JSON.stringify(data).includes('"typing":true')]);
    expect(seen).to.deep.equal([
      [owner.uid, true],
      [nina.uid, true],
      [owner.uid, true],
      [owner.uid, false],
    ]);
  });
});
