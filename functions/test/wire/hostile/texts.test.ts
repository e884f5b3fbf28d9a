import { expect } from "chai";
import { Message, MessagePage } from "@firecast/contract/space/chat";
import { send } from "../../support/api.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import type { SseClient } from "../../support/sse.js";
import { aUser, type TestUser } from "../../support/users.js";
import { aSpace, chatOf, textsOf } from "../chat.js";
import { expectProblem } from "../problems.js";
import { connected } from "../signals.js";
import { naughtyTexts } from "./naughtyTexts.js";

/** What a chat may not say at all: nothing, and half a surrogate pair. */
const isRefused = (text: string): boolean => text.trim() === "" || /\p{Surrogate}/u.test(text);

describe("naughty texts, through answer, stream and list", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;
  let spaceId: string;
  let stream: SseClient;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
    spaceId = await aSpace(server, user);
    stream = await connected(server, user, { query: `channels=${chatOf(spaceId)}` });
  });

  after(() => stream.close());

  it(`${naughtyTexts.length} of them: the same text everywhere, or 400`, async () => {
    const messages = await Promise.all(naughtyTexts.filter((text) => !isRefused(text)).map(post));
    const said = messages.toSorted((a, b) => a.seq - b.seq).map(({ text }) => text);
    for (const text of naughtyTexts.filter(isRefused)) {
      expectProblem(await answerTo(text), 400, "invalid-request");
    }
    await stream.until(() => textsOf(stream.frames).length >= said.length);
    expect(textsOf(stream.frames)).to.deep.equal(said);
    expect(await listed()).to.deep.equal(said);
  });

  it("on the wire each is one line: no byte of a text ends a line, a frame or the stream", () => {
    const blocks = stream.raw.split("\n\n").slice(0, -1);
    expect(stream.raw).not.to.match(/[\r\0]/);
    for (const block of blocks.slice(1)) {
      expect(block).to.match(/^(?:id: [A-Za-z0-9._-]{1,128}\n)?event: [a-z:-]+\ndata: \{[^\n]*\}$/);
    }
    expect(blocks).to.have.lengthOf(stream.frames.length);
  });

  const answerTo = (text: string) =>
    send(server.baseUrl, "POST", `/spaces/${spaceId}/chat`, { token: user.idToken, body: { text } });

  async function post(text: string): Promise<Message> {
    const answer = await answerTo(text);
    expect(answer.status, JSON.stringify(text)).to.equal(201);
    const message = Message.parse(answer.json());
    expect(message.text).to.equal(text);
    return message;
  }

  async function listed(): Promise<string[]> {
    const texts: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "limit=50" : `limit=50&before=${cursor}`;
      const answer = await send(server.baseUrl, "GET", `/spaces/${spaceId}/chat?${query}`, {
        token: user.idToken,
      });
      const page = MessagePage.parse(answer.json());
      texts.push(...page.items.map(({ text }) => text));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return texts.toReversed();
  }
});
