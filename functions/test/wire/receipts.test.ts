import { expect } from "chai";
import { Connected } from "@firecast/contract/events";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { SseClient, type SseRequest } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join, say } from "./chat.js";
import { connected } from "./signals.js";

describe("read receipts over the wire", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let owner: TestUser;
  let reader: TestUser;
  let spaceId: string;

  before(async () => {
    [first, second, owner, reader] = await Promise.all([
      sharedServer("first"),
      sharedServer("second"),
      aUser(),
      aUser(),
    ]);
    spaceId = await aSpace(first, owner);
    await join(first, spaceId, reader);
  });

  async function open(request: SseRequest = {}): Promise<SseClient> {
    const url = `${second.baseUrl}/api/spaces/${spaceId}/chat/stream`;
    const stream = await SseClient.open(url, { token: owner.idToken, ...request });
    await stream.waitFor(({ event }) => event === "connected");
    return stream;
  }

  const startsOf = (stream: SseClient) => Connected.parse(stream.frames[0]?.data).channels;

  async function read(messageId: string): Promise<void> {
    const answer = await send(first.baseUrl, "POST", `/spaces/${spaceId}/chat/read`, {
      token: reader.idToken,
      body: { lastReadMessageId: messageId },
    });
    expect(answer.status, answer.text).to.equal(200);
  }

  it("H1: come on the chat's stream, from a channel of their own, without seq or id", async () => {
    const stream = await open();
    const { id, seq } = await say(first, spaceId, owner, "Who reads this?");
    await read(id);
    const frame = await stream.waitFor(({ event }) => event === "chat:read");
    stream.close();
    expect(startsOf(stream).map(({ channel }) => channel)).to.deep.equal([
      chatOf(spaceId),
      `spaces/${spaceId}/reads`,
    ]);
    expect(frame.id).to.equal(undefined);
    expect(frame.data).to.deep.include({ channel: `spaces/${spaceId}/reads`, by: reader.uid });
    expect(frame.data).to.have.nested.include({ "data.uid": reader.uid, "data.lastReadSeq": seq });
    expect(frame.data).not.to.have.property("seq");
  });

  it("H1: leave a cursor of the chat alone as good as it was, here and there", async () => {
    const { seq } = await say(first, spaceId, owner, "Before");
    const alone = await connected(second, owner, { query: `channels=${chatOf(spaceId)}` });
    alone.close();
    const lastEventId = alone.lastEventId;
    const { id } = await say(first, spaceId, owner, "After");
    await read(id);
    const both = await open({ lastEventId });
    await both.waitFor(({ event }) => event === "chat:message:created");
    both.close();
    expect(startsOf(both).map(({ start, from }) => [start, from])).to.deep.equal([
      ["resumed", seq],
      ["live", 0],
    ]);
    const again = await connected(second, owner, {
      query: `channels=${chatOf(spaceId)}`,
      lastEventId: both.lastEventId,
    });
    again.close();
    expect(startsOf(again).map(({ start, from }) => [start, from])).to.deep.equal([["resumed", seq + 1]]);
    expect(again.frames).to.have.length(1);
  });
});
