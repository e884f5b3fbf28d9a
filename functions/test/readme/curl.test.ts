import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { NewSchedule } from "@firecast/contract/automations/schedules";
import { JobAnswer, JobRunPage } from "@firecast/contract/jobs";
import { CalendarFeed } from "@firecast/contract/space/calendarFeeds";
import { Message } from "@firecast/contract/space/chat";
import { Setup } from "@firecast/contract/space/setup";
import { Space } from "@firecast/contract/space/spaces";
import { InboxPage } from "@firecast/contract/notifications/notifications";
import { expect } from "chai";
import { startDemoFeed } from "../../../scripts/demo-feed.mjs";
import { demoFeedPort, streamsPort } from "../../../scripts/project.mjs";
import { database, forgetChannel } from "../support/database.js";
import { addDemo, removeDemo } from "../support/demo.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { auth } from "../support/users.js";
import { blocksOf } from "./pages.js";

/** The blocks of a page that call curl, as printed. */
const curlBlocks = (page: string): string[] =>
  blocksOf(page).flatMap(({ info, text }) => (info === "sh" && text.includes("curl") ? text : []));

const [signIn = "", listen = "", post = "", resume = "", ask = "", runs = "", ...others] =
  curlBlocks("README.md");

const shell = async (script: string): Promise<string> =>
  (await promisify(execFile)("sh", ["-c", script], { timeout: 30_000 })).stdout;

/** Where the pages find the API. */
const api = "http://127.0.0.1:5001/demo-firecast/us-central1/api";

/** Signs in as the page says, as another user too. */
const tokenOf = async (user: string): Promise<string> =>
  (await shell(`${signIn.replace("alice@", `${user}@`)}echo "$TOKEN"`)).trim();

/** What a terminal shows that runs the script, until it is closed. */
function terminal(script: string) {
  // A group of its own: the shell's curl ends with it.
  const child = spawn("sh", ["-c", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  let shown = "";
  child.stdout.on("data", (bytes: Buffer) => (shown += bytes.toString("utf8")));
  return {
    until: (text: string) =>
      eventually(
        () => shown,
        (all) => all.includes(text),
      ),
    close: () => void process.kill(-(child.pid ?? 0), "SIGKILL"),
  };
}

describe("The curl lines, as printed,", function () {
  this.timeout(120_000);
  let server: ServerProcess;
  let alice = "";
  const asAlice = (script: string): string => `TOKEN='${alice}'\n${script}`;

  before(async () => {
    await addDemo();
    server = await startServer({}, streamsPort);
    alice = await tokenOf("alice");
  });
  after(async () => {
    await server.stop();
    await database().recursiveDelete(database().collection("spaces/lobby/automations"));
    await database().recursiveDelete(database().collection("spaces/lobby/automationIndex"));
    await removeDemo();
    for (const left of ["schedules", "scheduleLists"])
      await database().recursiveDelete(database().collection(left));
    for (const channel of [
      "spaces/lobby",
      "spaces/lobby/chat",
      "users/bob/notifications",
      "horses",
      "tools/poll/state",
    ])
      await forgetChannel(channel);
  });

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

  it("of README and docs/schedules.md: what a tool does every minute", async () => {
    const [greet = "", look = "", ...more] = curlBlocks("docs/schedules.md");
    expect(more).to.deep.equal([]);
    const stream = terminal(asAlice(listen));
    await stream.until("event: connected");
    const asked = NewSchedule.parse(JSON.parse(await shell(asAlice(ask))));
    expect(asked).to.include({ status: "active", name: "Ask" });
    // Its minute is over at once.
    await database()
      .doc(`schedules/${asked.id}`)
      .update({ dueAt: new Date(0).toISOString() });
    const run = `curl -s -X POST -H 'Authorization: Bearer firecast-demo-cron' ${api}/cron/tool-automations`;
    expect(JSON.parse(await shell(run))).to.have.nested.property("counts.fired", 1);
    await stream.until("Tea or coffee?");
    stream.close();
    const bob = await tokenOf("bob");
    const inbox = await shell(`curl -s -H 'Authorization: Bearer ${bob}' ${api}/notifications`);
    expect(InboxPage.parse(JSON.parse(inbox)).items.map(({ title }) => title)).to.include(
      "The poll is waiting",
    );
    await auth().setCustomUserClaims("operator", { operator: true });
    const shown = await shell(`OPERATOR='${await tokenOf("operator")}'\n${runs}`);
    expect(JSON.parse(shown)).to.have.nested.property("items[0].counts.fired", 1);

    const [greeting, kept, gone] = (
      await shell(`${asAlice(greet)}\necho\n${look.replace("\ncurl", "\necho\ncurl")}`)
    ).split("\n");
    expect(JSON.parse(greeting ?? "")).to.include({ name: "Greeting", status: "active" });
    expect(JSON.parse(kept ?? "")).to.deep.equal({ items: [], nextCursor: null });
    expect(gone).to.equal("");
  });

  it("of README: the whole API", async () => {
    expect(others).to.have.length(1);
    expect(JSON.parse(await shell(others.join()))).to.have.property("openapi", "3.1.1");
  });

  it("of docs/streams.md: an event of a module", async () => {
    const [listenToModule = "", publish = "", ...more] = curlBlocks("docs/streams.md");
    expect(more).to.deep.equal([]);
    await auth().setCustomUserClaims("operator", { operator: true });
    const operator = await tokenOf("operator");
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

  it("of docs/automations.md: a rule, what it would do, and what it has fired for", async () => {
    const [make = "", look = "", ...more] = curlBlocks("docs/automations.md");
    expect(more).to.deep.equal([]);
    const shown = await shell(asAlice(`${make}\necho\n${look}`));
    const [dry, firings] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(dry).to.deep.include({ fires: true, authorId: "alice" });
    expect(dry).to.have.nested.property("actions[1].action.body", "Help!");
    expect(firings).to.have.property("items");
  });

  it("of docs/operations.md: who is connected", async () => {
    const [look = "", ...more] = curlBlocks("docs/operations.md");
    expect(more).to.deep.equal([]);
    const stream = terminal(asAlice(listen));
    await stream.until("event: connected");
    await auth().setCustomUserClaims("operator", { operator: true });
    const operator = await tokenOf("operator");
    const shown = await shell(`OPERATOR='${operator}'\n${asAlice(look)}`);
    stream.close();
    const [stats, presence] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(stats).to.have.property("connectedClients");
    expect(presence).to.deep.include({ channel: "spaces/lobby/chat", users: ["alice"] });
  });

  it("of docs/jobs.md: a job is run, and seen by operators", async () => {
    const [runIt = "", ...more] = curlBlocks("docs/jobs.md");
    expect(more).to.deep.equal([]);
    await auth().setCustomUserClaims("operator", { operator: true });
    const operator = await tokenOf("operator");
    const shown = await shell(`OPERATOR='${operator}'\n${runIt}`);
    const [answer, runs] = shown.split("\n").map((line): unknown => JSON.parse(line));
    expect(JobAnswer.parse(answer).runId).to.match(/^tool-lifecycle_/);
    expect(JobRunPage.parse(runs).items.map(({ job }) => job)).to.include("tool-lifecycle");
  });

  it("of docs/issues.md: from a report to the figures", async () => {
    const [flow = "", ...more] = curlBlocks("docs/issues.md");
    expect(more).to.deep.equal([]);
    await auth().setCustomUserClaims("alice", { organizationId: "northside", role: "manager" });
    await auth().setCustomUserClaims("bob", { organizationId: "northside", role: "member" });
    const manager = await tokenOf("alice");
    const shown = await shell(`TOKEN='${manager}'\n${flow.replaceAll("\ncurl", "\necho\ncurl")}`);
    const [assigned, resolved, stats] = shown
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(assigned).to.include({ status: "assigned", assigneeId: "bob" });
    expect(resolved).to.include({ status: "resolved", resolution: "Oiled" });
    expect(stats).to.have.property("resolved").that.is.at.least(1);
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

  it("of docs/setup.md: a space that is set up", async () => {
    const [create = "", look = "", ...more] = curlBlocks("docs/setup.md");
    expect(more).to.deep.equal([]);
    const { id } = Space.parse(JSON.parse(await shell(asAlice(create))));
    const [api = ""] = create.split("\n");
    const setup = await eventually(
      async () => Setup.parse(JSON.parse(await shell(asAlice(`${api}\n${look.replace("<id>", id)}`)))),
      ({ status }) => status !== "running",
    );
    expect(setup).to.deep.include({ status: "completed", progress: 100 });
    expect(setup.steps.map(({ name, notes }) => [name, ...notes])).to.deep.equal([
      ["channels"],
      ["roles"],
      ["tools"],
      ["invites"],
      ["welcome"],
      ["notification"],
    ]);
  });

  it("of docs/calendar.md: a feed, what comes of it, and a change of it", async () => {
    const [listenToSpace = "", add = "", look = "", change = "", ...more] = curlBlocks("docs/calendar.md");
    expect(more).to.deep.equal([]);
    const feed = await startDemoFeed(demoFeedPort);
    try {
      const stream = terminal(asAlice(listenToSpace));
      await stream.until("event: connected");
      const [api = ""] = add.split("\n");
      const { id } = CalendarFeed.parse(JSON.parse(await shell(asAlice(add))));
      const synced = await stream.until('"status":"completed"');
      expect(synced.match(/^event: (calendar:|automation:datasource).*$/gm)).to.deep.equal([
        "event: automation:datasource_sync",
        ...Array<string>(14).fill("event: calendar:event:created"),
        "event: automation:datasource_sync",
      ]);
      await auth().setCustomUserClaims("operator", { operator: true });
      const [bob, operator] = [await tokenOf("bob"), await tokenOf("operator")];
      const asOthers = (script: string) => shell(`BOB='${bob}' OPERATOR='${operator}'\n${api}\n${script}`);
      expect(await asOthers(look))
        .to.include('"title":"Review"')
        .and.to.include('"counts"');
      const [ran, runs] = (await asOthers(change)).split("\n").map((line): unknown => JSON.parse(line));
      expect(JobAnswer.parse(ran)).to.have.nested.property("counts.updated", 10);
      expect(JobRunPage.parse(runs).items[0]).to.deep.include({ job: "sync-events", outcome: "completed" });
      await stream.until('"title":"Morning round"');
      stream.close();
      await shell(
        asAlice(`${api}\ncurl -X DELETE -H "Authorization: Bearer $TOKEN" $API/spaces/lobby/calendars/${id}`),
      );
      await eventually(
        () => asOthers(look),
        (shown) => shown.startsWith('{"items":[]'),
      );
    } finally {
      await feed.stop();
    }
  });

  it("of docs/notifications.md: mention, inbox, push", async () => {
    const [mention = "", inbox = "", pushed = "", ...more] = curlBlocks("docs/notifications.md");
    expect(more).to.deep.equal([]);
    await shell(asAlice(mention));
    const bob = await tokenOf("bob");
    const list = async () => InboxPage.parse(JSON.parse(await shell(`BOB='${bob}'\n${inbox}`)));
    const { items, counts } = await eventually(list, ({ items }) =>
      items.some(({ type }) => type === "mention"),
    );
    expect(counts.unread).to.equal(items.length);
    await eventually(
      () => shell(pushed),
      (messages) => messages.includes("token-of-bobs-phone"),
    );
  });
});
