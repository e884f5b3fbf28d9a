import { automationLines } from "./automationLines.js";
import { callableLines } from "./callableLines.js";
import { conformanceLines } from "./conformanceLines.js";
import { DsLink } from "@firecast/contract/durableStreams/links";
import { JobAnswer, JobRunPage } from "@firecast/contract/jobs";
import { Message } from "@firecast/contract/space/chat";
import { InboxPage } from "@firecast/contract/notifications/notifications";
import { expect } from "chai";
import { eventually } from "../support/eventually.js";
import { socketLines } from "./socketLines.js";
import { curlBlocks, listen, operatorToken, shell, terminal, theDemo, tokenOf } from "./terminal.js";

const [, , post = "", resume = "", , , ...others] = curlBlocks("README.md");

describe("The curl lines, as printed,", function () {
  this.timeout(120_000);
  const asAlice = theDemo();

  it("of README: sign in, listen, post, and come back for what was missed", async () => {
    const stream = terminal(asAlice(listen));
    await stream.until("event: connected");
    const hello = Message.parse(JSON.parse(await shell(asAlice(post))));
    expect(hello.text).to.equal("Hello, @bob");
    const repeated = Message.parse(JSON.parse(await shell(asAlice(post))));
    expect(repeated.id, "the same Idempotency-Key").to.equal(hello.id);
    const seen = await stream.until(hello.id);
    stream.close();

    const [, id = ""] = /^id: (.+)\nevent: chat:message:created$/m.exec(seen) ?? [];
    const missed = await shell(
      asAlice(post.replace("Key: first", "Key: second").replace("Hello", "Still there")),
    );
    const back = terminal(asAlice(resume.replace("<id>", id)));
    const caughtUp = await back.until(Message.parse(JSON.parse(missed)).id);
    back.close();
    expect(caughtUp.match(/^event: .*$/gm)).to.deep.equal([
      "event: connected",
      "event: chat:message:created",
    ]);
  });

  it("of docs/api.md: the whole API", async () => {
    const [openApi = "", ...more] = curlBlocks("docs/api.md");
    expect([...others, ...more]).to.deep.equal([]);
    expect(JSON.parse(await shell(openApi))).to.have.property("openapi", "3.1.1");
  });

  it("of docs/streams.md: an event of a module", async () => {
    const [listenToModule = "", publish = "", ...more] = curlBlocks("docs/streams.md");
    expect(more).to.deep.equal([]);
    const operator = await operatorToken();
    const stream = terminal(asAlice(listenToModule));
    await stream.until('"alias":"automation"');
    const published: unknown = JSON.parse(await shell(`OPERATOR='${operator}'\n${publish}`));
    expect(published).to.have.nested.property("events[0].channel", "horses");
    await stream.until("event: horses:medical:uploaded");
    stream.close();
  });

  it("of docs/together.md: two users change one state", async () => {
    const [begin = "", change = ""] = curlBlocks("docs/together.md");
    const stream = terminal(asAlice(begin));
    await stream.until("event: snapshot");
    const bob = await tokenOf("bob");
    const shown = await shell(`BOB='${bob}'\n${asAlice(change)}`);
    const [first, second, state] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(first).to.deep.equal({ version: 1, overwritten: {} });
    expect(second).to.deep.equal({ version: 2, overwritten: { "votes.tea": 1 } });
    expect(state).to.deep.include({ version: 2, state: { votes: { coffee: 1, tea: 2 } } });
    await stream.until('"votes.tea":2');
    stream.close();
  });

  it("of docs/operations.md: who is connected", async () => {
    const [look = "", ...more] = curlBlocks("docs/operations.md");
    expect(more).to.deep.equal([]);
    const stream = terminal(asAlice(listen));
    await stream.until("event: connected");
    const operator = await operatorToken();
    const shown = await shell(`OPERATOR='${operator}'\n${asAlice(look)}`);
    stream.close();
    const [stats, presence] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(stats).to.have.property("connectedClients");
    expect(presence).to.deep.include({ channel: "spaces/lobby/chat", users: ["alice"] });
  });

  it("of docs/jobs.md: a job is run, and seen by operators", async () => {
    const [runIt = "", ...more] = curlBlocks("docs/jobs.md");
    expect(more).to.deep.equal([]);
    const operator = await operatorToken();
    const shown = await shell(`OPERATOR='${operator}'\n${runIt}`);
    const [answer, runs] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(JobAnswer.parse(answer).runId).to.match(/^tool-lifecycle_/);
    expect(JobRunPage.parse(runs).items.map(({ job }) => job)).to.include("tool-lifecycle");
  });

  it("of docs/together.md: a pin that everybody views", async () => {
    const [, , publish = "", use = "", ...more] = curlBlocks("docs/together.md");
    expect(more).to.deep.equal([]);
    const shown = await shell(`${asAlice(publish)}\necho\n${use.replaceAll("\ncurl", "\necho\ncurl")}`);
    const [published, read, viewed, changed] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(published).to.include({ status: "published", views: 0 });
    expect(read).to.deep.equal(published);
    expect(viewed).to.have.property("views", 1);
    expect(changed).to.have.nested.property("templateVars.price", 4);
  });

  it("of docs/notifications.md: mention, inbox, push", async () => {
    const [mention = "", inbox = "", pushed = "", ...more] = curlBlocks("docs/notifications.md");
    expect(more).to.deep.equal([]);
    await shell(asAlice(mention));
    const bob = await tokenOf("bob");
    const list = async () => InboxPage.parse(JSON.parse(await shell(`BOB='${bob}'\n${inbox}`)));
    // All that bob has is unread; a row that comes just then may be listed before it is counted.
    await eventually(
      list,
      ({ items, counts }) => items.some(({ type }) => type === "mention") && counts.unread === items.length,
    );
    await eventually(
      () => shell(pushed),
      (messages) => messages.includes("token-of-bobs-phone"),
    );
  });

  it("of docs/durable-streams.md: a stream is written, read, and shared by a link", async () => {
    const [write = "", share = "", ...more] = curlBlocks("docs/durable-streams.md");
    expect(more).to.deep.equal([]);
    const shown = await shell(asAlice(write));
    expect(shown).to.match(
      /^Hello worldevent: data\ndata:Hello world\n\nevent: control\ndata:.*"streamClosed":true/,
    );
    const { url } = DsLink.parse(JSON.parse(await shell(asAlice(share))));
    expect(await shell(`curl -s 'http://127.0.0.1:5010${url}'`)).to.equal("Hello world");
    await shell(
      asAlice(`curl -sfX DELETE -H "Authorization: Bearer $TOKEN" http://127.0.0.1:5010/api/ds/notes/42`),
    );
  });

  conformanceLines();
  automationLines(asAlice);
  socketLines(asAlice);
  callableLines();
});
