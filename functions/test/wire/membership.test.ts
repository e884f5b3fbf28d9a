import { expect } from "chai";
import { send } from "../support/api.js";
import { database } from "../support/database.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join, say, textsOf } from "./chat.js";
import { expectProblem } from "./problems.js";
import { connected } from "./signals.js";

describe("a space's chat over the wire", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let owner: TestUser;
  let guest: TestUser;
  let spaceId: string;

  before(async () => {
    [first, second, owner] = await Promise.all([sharedServer("first"), sharedServer("second"), aUser()]);
    spaceId = await aSpace(first, owner);
  });

  beforeEach(async () => {
    guest = await aUser();
    await join(first, spaceId, guest);
  });

  const remove = async (): Promise<void> => {
    const path = `/spaces/${spaceId}/members/${guest.uid}`;
    const answer = await send(first.baseUrl, "DELETE", path, { token: owner.idToken });
    expect(answer.status, answer.text).to.equal(204);
  };

  const open = (server: ServerProcess, user: TestUser, query = ""): Promise<SseClient> =>
    SseClient.open(`${server.baseUrl}/api/spaces/${spaceId}/chat/stream?${query}`, { token: user.idToken });

  const hears = (stream: SseClient, text: string) =>
    stream.waitFor((frame) => textsOf([frame]).includes(text)).then(() => undefined);

  it("members hear what is said at either process, and that somebody is typing", async () => {
    const stream = await open(second, guest);
    await stream.waitFor(({ event }) => event === "connected");
    await say(first, spaceId, owner, "hello");
    await hears(stream, "hello");
    const typing = { token: owner.idToken, body: { typing: true } };
    await send(first.baseUrl, "POST", `/spaces/${spaceId}/chat/typing`, typing);
    const { id, data } = await stream.waitFor(({ event }) => event === "chat:typing");
    stream.close();
    expect(id).to.equal(undefined);
    expect(data).to.deep.include({ channel: chatOf(spaceId), by: owner.uid });
  });

  it("strangers get the same 404 as for a space that is not there", async () => {
    const stranger = await aUser();
    for (const path of [`/spaces/${spaceId}/chat/stream`, `/sse/stream?channels=${chatOf(spaceId)}`]) {
      const absent = path.replace(spaceId, "no-such-space");
      const token = stranger.idToken;
      const answers = [
        await send(first.baseUrl, "GET", path, { token }),
        await send(first.baseUrl, "GET", absent, { token }),
      ];
      for (const answer of answers) expectProblem(answer, 404, "not-found");
      // Who has named a channel is told which one.
      expect(answers[0]?.text.replaceAll(spaceId, "no-such-space")).to.equal(answers[1]?.text);
    }
  });

  it("whoever is removed hears nothing that is said afterwards, at the other process too: the stream ends", async () => {
    const stream = await connected(second, guest, { query: `channels=${chatOf(spaceId)}` });
    await say(first, spaceId, owner, "before");
    await hears(stream, "before");
    await remove();
    await stream.ended;
    await say(first, spaceId, owner, "after");
    expect(stream.frames.at(-1)).to.deep.equal({
      event: "error",
      id: undefined,
      data: {
        type: "urn:firecast:problem:forbidden",
        title: "You may no longer read this channel",
        status: 403,
        detail: chatOf(spaceId),
      },
    });
    const again = await connectedOrNot(stream.lastEventId);
    expect(again).to.equal(404);
  });

  async function connectedOrNot(lastEventId: string | undefined): Promise<number> {
    const url = `${second.baseUrl}/sse/stream?channels=${chatOf(spaceId)}`;
    const stream = await SseClient.open(url, { token: guest.idToken, lastEventId });
    stream.close();
    return stream.status;
  }

  it("a waiting long poll ends, and the next one is refused", async () => {
    const poll = await open(second, guest, "poll=1");
    await poll.waitFor(({ event }) => event === "connected");
    await remove();
    await poll.ended;
    await say(first, spaceId, owner, "not for you");
    const next = await open(second, guest, `poll=1&cursor=${poll.lastEventId}`);
    await next.ended;
    expect(next.status).to.equal(404);
    expect(poll.raw + next.raw).not.to.include("not for you");
  });

  it("whoever joins again hears again, and may resume from where it was cut off", async () => {
    const stream = await connected(second, guest, { query: `channels=${chatOf(spaceId)}` });
    await remove();
    await stream.ended;
    await say(first, spaceId, owner, "meanwhile");
    await join(first, spaceId, guest);
    const again = await connected(second, guest, {
      query: `channels=${chatOf(spaceId)}`,
      lastEventId: stream.lastEventId,
    });
    await hears(again, "meanwhile");
    again.close();
  });

  it("a membership that ends without a word, in the database, ends the stream at the next round", async () => {
    const watchful = await startServer({ REALTIME_RECHECK_MS: 300 });
    try {
      const stream = await connected(watchful, guest, { query: `channels=${chatOf(spaceId)}` });
      await database().doc(`spaces/${spaceId}/members/${guest.uid}`).delete();
      await stream.ended;
      expect(stream.frames.at(-1)?.event).to.equal("error");
    } finally {
      await watchful.stop();
    }
  });
});
