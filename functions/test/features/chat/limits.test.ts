import { expect } from "chai";
import { channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { readSettings } from "../../../src/platform/params.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { send } from "../../support/api.js";
import { aConversation, numbers } from "./conversation.js";

describe("the rate limit of a chat", () => {
  /** Time stands still: nothing is filled up meanwhile. */
  const server = anInstance({ settings: readSettings(), clock: standingClock() });

  /** A chat whose owner has sent all but 30 of what may be sent in a minute. */
  async function nearTheLimit() {
    const conversation = await aConversation(server());
    const chat = channelOf(chatChannel, { spaceId: conversation.id });
    await server().instance.core.rates.take(
      conversation.owner.uid,
      chat,
      chatChannel.rate.user.perMinute - 30,
    );
    return conversation;
  }

  it("lets so many through and then says when to come back, to this user in this chat", async () => {
    const { chat, channel, owner, member, say } = await nearTheLimit();
    const nina = await member();
    const answers = await Promise.all(
      numbers(1, 60).map((index) => owner.post(chat, { text: `No. ${index}` })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).to.have.length(30);
    expect(refused[0]?.body).to.include({ type: "urn:firecast:problem:rate-limited" });
    expect(await server().events(channel)).to.have.length(60 - refused.length);
    await say(nina, "Others may go on");
  });

  it("names the seconds to wait", async () => {
    const { chat, owner } = await nearTheLimit();
    const base = server().url;
    const answers = await Promise.all(
      numbers(1, 50).map(() =>
        send(base, "POST", chat, { token: owner.user.idToken, body: { text: "Hello" } }),
      ),
    );
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers["retry-after"]).to.match(/^[1-5]$/);
  });
});
