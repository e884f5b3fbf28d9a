import { createServer } from "node:http";
import { expect } from "chai";
import { z } from "zod";
import { retryWakeUp } from "../../../src/features/automations/firings/retry.js";
import { automations } from "../../../src/features/automations/manifest.js";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { counting } from "../../support/counting.js";
import { database } from "../../support/database.js";
import { alertsFor, post, ruleBench, waits } from "./ruleBench.js";

const Made = z.object({ id: z.string() });

describe("a rule that fires", () => {
  const { clock, privateHosts, server, other, here, say } = ruleBench();

  it("does so once for a message that matches, however often and wherever its trigger runs", async () => {
    const { place, mia } = here();
    const rule = await place.rule({
      ...waits("message_posted", { match: { words: ["help"] } }),
      actions: [
        post("{{member.name}} needs help: {{message.text}}"),
        { type: "notify", title: "Help", to: "managers" },
      ],
    });
    const [quiet, loud] = [
      await place.posted(mia, "All is well"),
      await place.posted(mia, "HELP {{member.id}}!"),
    ];
    await Promise.all([say(quiet), say(loud), say(loud), say(loud, other()), say(loud, other())]);
    await say(loud);
    const answer = "A member needs help: HELP {{member.id}}!";
    expect(await place.texts()).to.deep.equal(["All is well", "HELP {{member.id}}!", answer]);
    const [firing, ...more] = await place.firings(rule.id);
    expect(more).to.deep.equal([]);
    expect(firing).to.deep.include({ outcome: "completed", attempts: 1, automationId: rule.id });
    expect(firing?.cause).to.deep.include({
      event: "message_posted",
      depth: 0,
      id: loud.params["messageId"],
    });
    expect(firing?.steps.map(({ outcome }) => outcome)).to.deep.equal(["done", "done"]);
    const [told] = (await server().events(`users/${place.owner.uid}/automation`)).map(({ data }) => data);
    expect(told).to.deep.include({
      pipelineId: firing?.id,
      stage: "Rule",
      status: "completed",
      progress: 100,
    });
  });

  it("is followed by others, up to three in a row: two that wake each other come to an end", async () => {
    const { place, mia } = here();
    const actions = (text: string) => ({ actions: [post(text)] });
    const ping = await place.rule({
      ...waits("message_posted", { match: { words: ["ping"] } }),
      ...actions("pong"),
    });
    const pong = await place.rule({
      ...waits("message_posted", { match: { words: ["pong"] } }),
      ...actions("ping"),
    });
    await say(await place.posted(mia, "ping"));
    for (let told = 1; told < (await place.messages()).length; told++) {
      const message = (await place.messages())[told];
      if (message) await say(await place.eventOf(message));
    }
    expect(await place.texts()).to.deep.equal(["ping", "pong", "ping", "pong"]);
    const outcomes = async (id: string) =>
      (await place.firings(id)).map(({ outcome, reason, cause }) => [cause.depth, reason ?? outcome]).sort();
    expect(await outcomes(ping.id)).to.deep.equal([
      [0, "completed"],
      [2, "completed"],
    ]);
    expect(await outcomes(pong.id)).to.deep.equal([
      [1, "completed"],
      [3, "depth"],
    ]);
  });

  it("does so 60 times within an hour and no more, and writes down once that it was cut", async () => {
    const { place, mia } = here();
    const rule = await place.rule({ ...waits("message_posted"), actions: [post("Heard")] });
    const document = database().doc(`${place.path.slice(1)}/automations/${rule.id}`);
    await document.update({ recent: Array.from({ length: 59 }, (_, at) => clock.now() - minutes(59) + at) });
    const events = [await place.posted(mia, "1"), await place.posted(mia, "2"), await place.posted(mia, "3")];
    for (const event of events) await say(event);
    await say(await place.posted(mia, "4"), other());
    const reasons = async () =>
      (await place.firings(rule.id)).map(({ outcome, reason }) => reason ?? outcome);
    expect(await reasons()).to.have.members(["completed", "rate"]);
    clock.pass(minutes(2));
    await say(await place.posted(mia, "5"));
    expect((await reasons()).filter((reason) => reason === "completed")).to.have.length(2);
  });

  it("costs a space without rules one read in ten seconds, and one of 500 rules those of what fires", async () => {
    const { place, mia } = here();
    const quiet = await Promise.all(Array.from({ length: 5 }, (_, at) => place.posted(mia, `n ${at}`)));
    clock.pass(seconds(11));
    let count = counting();
    try {
      for (const event of quiet) await say(event);
      expect(count()).to.deep.include({ reads: 1, commits: 0 });
    } finally {
      count.stop();
    }

    await place.rule({
      ...waits("message_posted", { match: { words: ["help"] } }),
      actions: [post("Coming")],
    });
    const index = database().doc(`spaces/${place.id}/automationIndex/awaited`);
    const idle = {
      trigger: { type: "event", event: "message_posted", match: { words: ["x"] } },
      conditions: [],
    };
    const waiting: unknown = JSON.parse(String((await index.get()).get("waiting")));
    const many = Object.fromEntries(Array.from({ length: 499 }, (_, at) => [`idle${at}`, idle]));
    await index.update({
      rules: 500,
      waiting: JSON.stringify({ ...z.record(z.string(), z.unknown()).parse(waiting), ...many }),
    });
    const [other, loud] = [await place.posted(mia, "nothing"), await place.posted(mia, "help")];
    clock.pass(seconds(11));
    count = counting();
    try {
      await say(other);
      expect(count()).to.deep.include({ reads: 1, commits: 0 });
      await say(loud);
      expect(count().reads).to.be.below(12);
    } finally {
      count.stop();
    }
    expect((await place.texts()).at(-1)).to.equal("Coming");
  });

  it("stops no other when it fails, and is suspended when it will never succeed: owners hear of it once", async () => {
    const { place, mia } = here();
    const { id: toolId } = Made.parse((await place.owner.post("/tools", { name: "Poll" })).body);
    const state = { type: "set_tool_state", toolId, patch: { "last.said": "{{message.text}}" } };
    const poison = await place.rule({ ...waits("message_posted"), actions: [state, post("still done")] });
    const good = await place.rule({ ...waits("message_posted"), actions: [post("good")] });
    await say(await place.posted(mia, "one"));
    expect(await place.texts()).to.have.members(["one", "still done", "good"]);
    await place.owner.post(`/tools/${toolId}/archive`);
    await say(await place.posted(mia, "two"));
    await database().doc(`tools/${toolId}`).delete();
    clock.pass(seconds(2));
    await say(await place.posted(mia, "three"));
    const outcomes = async (id: string) => (await place.firings(id)).map(({ outcome }) => outcome);
    expect((await outcomes(poison.id)).at(-1)).to.equal("failed");
    expect(await outcomes(good.id)).to.deep.equal(["completed", "completed", "completed"]);
    const { body } = await place.owner.get(`${place.path}/automations/${poison.id}`);
    expect(body).to.have.nested.property("suspended.reason", "action_refused");
    expect(await alertsFor(place.owner)).to.deep.equal(["Automation suspended: Rule"]);
    await say(await place.posted(mia, "four"));
    expect(await outcomes(poison.id)).to.have.length(3);
  });

  it("acts with the rights of its author at that time: without them it is suspended, until an owner saves it", async () => {
    const { place, mia } = here();
    const second = await place.member("owner");
    const rule = await place.rule({ ...waits("message_posted"), actions: [post("Heard")] }, second);
    await place.owner.patch(`${place.path}/members/${second.uid}`, { role: "member" });
    clock.pass(seconds(2));
    const event = await place.posted(mia, "hello");
    await Promise.all([say(event), say(event, other())]);
    expect(await place.texts()).to.deep.equal(["hello"]);
    expect((await place.firings(rule.id)).map(({ reason }) => reason)).to.deep.equal(["author_not_owner"]);
    expect(await alertsFor(place.owner)).to.deep.equal(["Automation suspended: Rule"]);
    await place.owner.patch(`${place.path}/automations/${rule.id}`, { enabled: true });
    await say(await place.posted(mia, "again"));
    expect((await place.messages()).map(({ authorId, text }) => [authorId, text]).at(-1)).to.deep.equal([
      place.owner.uid,
      "Heard",
    ]);
  });

  it("tries again what may succeed later, under the same id, and does nothing else twice", async () => {
    const { place, mia } = here();
    const seen: { id: unknown; body: string }[] = [];
    const receiver = createServer((req, res) => {
      let body = "";
      req.on("data", (bytes: Buffer) => (body += bytes.toString("utf8")));
      req.on("end", () => {
        seen.push({ id: req.headers["webhook-id"], body });
        res.writeHead(seen.length < 3 ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(receiver.address());
    privateHosts.push(`127.0.0.1:${port}`);
    try {
      const webhook = {
        type: "webhook",
        url: `http://127.0.0.1:${port}/`,
        data: { said: "{{message.text}}" },
      };
      const rule = await place.rule({ ...waits("message_posted"), actions: [webhook, post("Told")] });
      expect(rule.secret).to.match(/^whsec_/);
      await say(await place.posted(mia, "hello"));
      const [firing] = await place.firings(rule.id);
      expect(firing).to.deep.include({ outcome: "running", attempts: 1 });
      const ended = { spaceId: place.id, automationId: rule.id, id: firing?.id ?? "" };
      const alarm = { data: { id: retryWakeUp(ended, 0).id } };
      for (const wait of [1, 2]) {
        clock.pass(minutes(wait) + seconds(1));
        await server().instance.runTask("wakeUp", alarm);
      }
      expect(
        (await place.firings(rule.id)).map(({ outcome, attempts }) => [outcome, attempts]),
      ).to.deep.equal([["completed", 3]]);
      expect(new Set(seen.map(({ id }) => id)).size).to.equal(1);
      expect(JSON.parse(seen[2]?.body ?? "")).to.deep.include({
        data: { automationId: rule.id, spaceId: place.id, said: "hello" },
      });
      expect(await place.texts()).to.deep.equal(["hello", "Told"]);
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
  });

  it("stays without an author when that account ends, and fires no more", async () => {
    const { place, mia } = here();
    const second = await place.member("owner");
    const rule = await place.rule({ ...waits("message_posted"), actions: [post("Heard")] }, second);
    const feature = server().instance.features.find(({ name }) => name === automations.name);
    await feature?.forgetUser?.(second.uid);
    await feature?.forgetUser?.(second.uid);
    const { body } = await place.owner.get(`${place.path}/automations/${rule.id}`);
    expect(body).not.to.have.property("authorId");
    expect(body).to.have.nested.property("suspended.reason", "author_not_owner");
    await say(await place.posted(mia, "hello"));
    expect(await place.texts()).to.deep.equal(["hello"]);
  });
});
