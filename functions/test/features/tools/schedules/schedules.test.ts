import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import type { Action } from "@firecast/contract/automations/actions";
import {
  NewSchedule,
  Schedule,
  SchedulePage,
  ScheduleRunPage,
} from "@firecast/contract/automations/schedules";
import { InboxPage } from "@firecast/contract/notifications/notifications";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { Message } from "@firecast/contract/space/chat";
import { Tool } from "@firecast/contract/tools";
import { days, hours, minutes, toTimestamp } from "../../../../src/platform/clock.js";
import { readSettings } from "../../../../src/platform/params.js";
import { database } from "../../../support/database.js";
import { hidden } from "../../../support/caller.js";
import { standingClock } from "../../../support/setClock.js";
import { anInstance } from "../../../support/testInstance.js";
import { webhookReceiver } from "../../../support/webhookReceiver.js";
import { aPerson, aPlace } from "../../people.js";

describe("what tools do by themselves", () => {
  const clock = standingClock();
  const hooks = webhookReceiver();
  const { host: receiver } = hooks;
  const server = anInstance({
    clock,
    settings: { ...readSettings(), rateFactor: 1000, privateHosts: [receiver] },
  });

  const received = hooks.received;
  // What other tests have left would be done here, too.
  beforeEach(async () => {
    const batch = database().batch();
    for (const left of await database().collection("schedules").listDocuments()) batch.delete(left);
    await batch.commit();
  });

  const run = async () => (await server().instance.jobs.called("tool-automations", undefined)).counts;

  async function aTool() {
    const place = await aPlace(server());
    const mia = await place.member();
    const { id: toolId } = Tool.parse((await place.owner.post("/tools", { name: "Poll" })).body);
    const path = `/tools/${toolId}/schedules`;
    const create = async (draft: object, person = place.owner) =>
      NewSchedule.parse((await person.post(path, draft)).body);
    const read = async (id: string) => Schedule.parse((await place.owner.get(`${path}/${id}`)).body);
    const runs = async (id: string) =>
      ScheduleRunPage.parse((await place.owner.get(`${path}/${id}/runs`)).body).items;
    return { ...place, mia, toolId, path, create, read, runs };
  }
  const soon = () => toTimestamp(clock.now() + minutes(1));

  it("is all that was asked for, once, at its time, and written down", async () => {
    const { owner, mia, id: spaceId, toolId, create, read, runs } = await aTool();
    const actions: Action[] = [
      { type: "set_tool_state", patch: { open: true, "votes.a": [[1]] } },
      { type: "deploy_tool", spaceId },
      { type: "post_message", spaceId, text: "The poll is open" },
      { type: "notify", spaceId, to: "members", title: "Vote now", body: "The poll is open" },
      { type: "create_event", spaceId, title: "Results", startsInMinutes: 60, durationMinutes: 30 },
      { type: "webhook", url: `http://${receiver}/hook?key=1`, data: { hello: 1 } },
    ];
    const at = soon();
    const { id, webhookSecret = "", ...made } = await create({ name: "Opening", at, actions });
    expect(made).to.deep.include({ status: "active", nextAt: at, actions });
    expect(await run()).to.deep.equal({});
    clock.pass(minutes(2));
    expect(await run()).to.deep.equal({ fired: 1, done: 1 });
    expect(await run()).to.deep.equal({});

    const states = await server().events(`tools/${toolId}/state`);
    expect(states.map(({ by }) => by)).to.deep.equal([owner.uid]);
    const chat = await server().events(`spaces/${spaceId}/chat`);
    expect(chat.map(({ by, data }) => [by, Message.parse(data).text])).to.deep.equal([
      [owner.uid, "The poll is open"],
    ]);
    const space = await server().events(`spaces/${spaceId}`);
    const [event] = space.flatMap(({ type, data }) =>
      type === "calendar:event:created" ? CalendarEvent.parse(data) : [],
    );
    const startsAt = toTimestamp(Date.parse(at) + hours(1));
    expect(event).to.deep.include({ title: "Results", startsAt, createdBy: owner.uid });
    const inbox = InboxPage.parse((await mia.get("/notifications")).body).items;
    expect(inbox.map(({ type, title, actor }) => [type, title, actor])).to.deep.equal([
      ["automation", "Vote now", owner.uid],
    ]);
    const [{ body = "", headers = {} } = {}] = received.splice(0);
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    signed["webhook-timestamp"] = String(Number(signed["webhook-timestamp"]));
    expect(JSON.parse(body)).to.deep.include({ type: "schedule.fired", timestamp: at });
    expect(webhookSecret).to.match(/^whsec_/);
    const key = new Webhook(webhookSecret);
    expect(signed["webhook-signature"]).to.equal(
      key.sign(signed["webhook-id"] ?? "", new Date(Number(signed["webhook-timestamp"]) * 1000), body),
    );
    const [status] = await server().events(`users/${owner.uid}/automation`);
    expect(status).to.deep.include({ type: "automation:api_status" });
    expect(status?.data).to.deep.include({ endpoint: `http://${receiver}/hook`, status: "success" });

    const [fired] = await runs(id);
    expect(fired).to.deep.include({ scheduledFor: at, outcome: "completed", tries: 1 });
    expect(fired?.results.map(({ type, outcome }) => [type, outcome])).to.deep.equal(
      actions.map(({ type }) => [type, "done"]),
    );
    const ended = await read(id);
    expect(ended).to.include({ status: "ended" }).and.not.to.have.any.keys("nextAt", "webhookSecret");
    expect(JSON.stringify(ended)).not.to.include(webhookSecret);
  });

  it("is done once by twenty callers at the same time, and then at the next time", async () => {
    const { id: spaceId, create, runs, read } = await aTool();
    const post = { type: "post_message", spaceId, text: "Tick" };
    const { id, nextAt = "" } = await create({ cron: "* * * * *", actions: [post] });
    expect(Date.parse(nextAt) - clock.now()).to.be.within(1, minutes(1));
    clock.pass(minutes(1));
    const { jobs } = server().instance;
    await Promise.all(Array.from({ length: 20 }, () => jobs.called("tool-automations", undefined)));
    const ticks = async () => (await server().events(`spaces/${spaceId}/chat`)).length;
    expect(await ticks()).to.equal(1);
    clock.pass(minutes(10));
    expect(await run()).to.deep.include({ fired: 1 });
    expect(await ticks()).to.equal(2);
    expect((await runs(id)).map(({ missed }) => missed)).to.deep.equal([9, 0]);
    expect(Date.parse((await read(id)).nextAt ?? "")).to.be.greaterThan(clock.now());
  });

  it("that fails stops nothing else: it is tried again without repeating what was done, and given up", async () => {
    const { owner, id: spaceId, create, read, runs } = await aTool();
    const actions = [
      { type: "post_message", spaceId, text: "Once" },
      { type: "webhook", url: `http://${receiver}/` },
    ];
    const { id } = await create({ at: soon(), actions });
    const { id: other } = await create({ at: soon(), actions: actions.slice(0, 1) });
    clock.pass(minutes(1));
    hooks.answer(503);
    expect(await run()).to.deep.equal({ fired: 1, retried: 1, done: 2 });
    expect((await read(other)).lastRun?.outcome).to.equal("completed");
    for (const [pause, count] of [
      [1, "retried"],
      [2, "retried"],
      [4, "retried"],
      [8, "failed"],
    ] as const) {
      clock.pass(minutes(pause) - 1);
      expect(await run()).to.deep.equal({});
      clock.pass(1);
      expect(await run()).to.deep.equal({ [count]: 1, done: 1 });
    }
    hooks.answer(204);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).to.equal(1);
    expect(received.splice(0)).to.have.length(5);
    expect(await server().events(`spaces/${spaceId}/chat`)).to.have.length(2);
    const [failed] = await runs(id);
    expect(failed).to.deep.include({ outcome: "failed", tries: 5 });
    expect(failed?.results[1]).to.deep.include({ outcome: "failed", reason: "The receiver answered 503" });
    const alerts = await database()
      .collection("announcements")
      .where("audience.uids", "array-contains", owner.uid)
      .get();
    expect(alerts.docs.map((alert): unknown => alert.get("title"))).to.deep.equal(["A schedule has failed"]);
  });

  it("is nothing any more once its author has left the space: it is suspended, told, and can be taken up again", async () => {
    const { mia, owner, id: spaceId } = await aTool();
    const { id: toolId } = Tool.parse((await mia.post("/tools", { name: "Mine" })).body);
    const path = `/tools/${toolId}/schedules`;
    const post: Action = { type: "post_message", spaceId, text: "Tick" };
    const { id } = NewSchedule.parse((await mia.post(path, { cron: "* * * * *", actions: [post] })).body);
    await mia.delete(`/spaces/${spaceId}/members/${mia.uid}`);
    clock.pass(minutes(1));
    expect(await run()).to.deep.equal({ failed: 1, suspended: 1, done: 1 });
    clock.pass(minutes(5));
    expect(await run()).to.deep.equal({});
    const read = async () => Schedule.parse((await mia.get(`${path}/${id}`)).body);
    expect(await read()).to.deep.include({ status: "suspended" });
    expect((await read()).suspended?.reason).to.equal("Not found");
    expect((await mia.patch(`${path}/${id}`, { enabled: true })).status).to.equal(400);
    await mia.post(`/spaces/${spaceId}/join`, {});
    await owner.patch(`/spaces/${spaceId}/members/${mia.uid}`, { status: "active" });
    const again = Schedule.parse((await mia.patch(`${path}/${id}`, { enabled: true })).body);
    expect(again).to.include({ status: "active", failures: 0 });
    const off = Schedule.parse((await mia.patch(`${path}/${id}`, { enabled: false, name: "Off" })).body);
    expect(off).to.include({ status: "disabled", name: "Off" });
    clock.pass(minutes(5));
    expect(await run()).to.deep.equal({});
    expect(await server().events(`spaces/${spaceId}/chat`)).to.have.length(0);
  });

  it("is the owner's business alone, bounded, and refused where it could never be", async () => {
    const { owner, mia, id: spaceId, toolId, path, create } = await aTool();
    const stranger = await aPerson(server());
    await owner.post(`/tools/${toolId}/deploy`, { spaceId });
    const post = { type: "post_message", spaceId, text: "Tick" };
    const good = { cron: "0 9 * * *", timeZone: "Europe/Berlin", actions: [post] };
    const [{ id: keyed } = { id: "" }, repeat] = (
      await Promise.all([owner.post(path, good, { key: "k1" }), owner.post(path, good, { key: "k1" })])
    ).map(({ body }) => NewSchedule.parse(body));
    expect(repeat?.id).to.equal(keyed);
    expect((await mia.get(path)).status).to.equal(403);
    for (const answered of [await stranger.get(path), await stranger.post(path, good)])
      expect(answered).to.deep.equal(hidden);
    const refusals: [draft: object, pointer: string][] = [
      [{ actions: [post] }, ""],
      [{ ...good, at: soon() }, ""],
      [{ at: toTimestamp(clock.now()), actions: [post] }, "/at"],
      [{ at: soon(), timeZone: "UTC", actions: [post] }, "/timeZone"],
      [{ ...good, cron: "* * * * * *" }, "/cron"],
      [{ ...good, cron: "0 0 30 2 *" }, "/cron"],
      [{ ...good, timeZone: "Mars/Olympus" }, "/timeZone"],
      [{ ...good, actions: [] }, "/actions"],
      [{ ...good, actions: [post, { type: "post_message", text: "where?" }] }, "/actions/1/spaceId"],
      [{ ...good, actions: [{ ...post, spaceId: "elsewhere" }] }, "/actions/0"],
      [{ ...good, actions: [{ type: "webhook", url: "https://0x7f.1/" }] }, "/actions/0/url"],
      [{ ...good, actions: [{ type: "webhook", url: "http://example.com/" }] }, "/actions/0/url"],
    ];
    for (const [draft, pointer] of refusals) {
      const { status, body } = await owner.post(path, draft);
      expect([status, pointer], JSON.stringify(body)).to.deep.equal([400, pointer]);
      expect(body).to.have.nested.property("errors[0].pointer", pointer);
    }
    const many = await Promise.all(Array.from({ length: 4 }, () => create(good)));
    for (let more = many.length + 1; more < 20; more++) await create(good);
    expect((await owner.post(path, good)).status).to.equal(409);
    const list = async () => SchedulePage.parse((await owner.get(path)).body).items.map(({ id }) => id);
    expect(await list()).to.have.length(20);

    const [first, second] = [keyed, many[0]?.id ?? ""];
    expect((await owner.delete(`${path}?scheduleId=${first}`)).status).to.equal(204);
    expect((await owner.delete(`${path}/${second}`)).status).to.equal(204);
    expect(await owner.delete(`${path}/${second}`)).to.deep.equal(hidden);
    expect(await list()).to.have.length(18);
    const [tools] = server().instance.features.filter(({ name }) => name === "tools");
    await tools?.forgetUser?.(owner.uid);
    const left = await database().collection("schedules").where("toolId", "==", toolId).get();
    expect(left.docs.map(({ id }) => id)).to.deep.equal([]);
    clock.pass(days(2));
    expect(await run()).to.deep.equal({});
  });
});
