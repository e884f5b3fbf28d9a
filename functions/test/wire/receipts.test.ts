import { expect } from "chai";
import { Connected, Snapshot, WireEvent } from "@firecast/contract/core/events";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { type Frame, SseClient, type SseRequest } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join, say } from "./chat.js";

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

  const readsOf = (id: string): string => `spaces/${id}/reads`;

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

  const isRead = ({ event }: Frame): boolean => event === "chat:read";

  it("H1: come on the chat's stream, from a channel of their own, with its seq", async () => {
    const stream = await open();
    const { id, seq } = await say(first, spaceId, owner, "Who reads this?");
    await read(id);
    const frame = await stream.waitFor(isRead);
    stream.close();
    expect(startsOf(stream).map(({ channel }) => channel)).to.deep.equal([chatOf(spaceId), readsOf(spaceId)]);
    expect(frame.data).to.deep.include({ channel: readsOf(spaceId), by: reader.uid, seq: 1 });
    expect(frame.data).to.have.nested.include({ "data.uid": reader.uid, "data.lastReadSeq": seq });
  });

  it("are caught up with: the newest of each reader, however often it has read", async () => {
    const stream = await open();
    stream.close();
    const { lastEventId } = stream;
    for (let round = 0; round < 3; round++) await read((await say(first, spaceId, owner, `${round}`)).id);
    const back = await open({ lastEventId });
    await back.waitFor(isRead);
    await back.waitFor(({ data }) => JSON.stringify(data).includes('"text":"2"'));
    back.close();
    expect(startsOf(back).map(({ start }) => start)).to.deep.equal(["resumed", "resumed"]);
    expect(back.frames.filter(isRead).map(({ data }) => WireEvent.parse(data).seq)).to.deep.equal([4]);
  });

  it("begin with a snapshot of all readers if asked for, then go on from there, also as a long poll", async () => {
    const url = `${second.baseUrl}/sse/stream?channels=${readsOf(spaceId)}&snapshot=1`;
    const token = owner.idToken;
    const stream = await SseClient.open(url, { token });
    const { data, id } = await stream.waitFor(({ event }) => event === "snapshot");
    const { seq, entries, channel } = Snapshot.parse(data);
    expect({ channel, seq }).to.deep.equal({ channel: readsOf(spaceId), seq: 4 });
    expect(entries.map(({ key }) => key)).to.deep.equal([reader.uid]);
    expect(stream.frames[0]?.id, "no cursor before the snapshot").to.equal(undefined);
    await read((await say(first, spaceId, owner, "one more")).id);
    const next = await stream.waitFor(isRead);
    stream.close();
    expect(next.data).to.include({ seq: 5 });

    const poll = await SseClient.open(`${url}&poll=1`, { token });
    await poll.ended;
    expect(poll.frames.map(({ event }) => event)).to.deep.equal(["connected", "snapshot"]);
    const otherEpoch = `${id?.slice(0, 3)}${id?.[3] === "A" ? "B" : "A"}`;
    const lost = await SseClient.open(url, { token, lastEventId: `${otherEpoch}${id?.slice(4)}` });
    await lost.waitFor(({ event }) => event === "snapshot");
    lost.close();
    expect(lost.frames.map(({ event }) => event)).to.deep.equal(["connected", "reset", "snapshot"]);
  });
});
