import { expect } from "chai";
import { z } from "zod";
import { calendarEventDocument } from "../../../src/features/calendar/paths.js";
import { memberDocument } from "../../../src/features/spaces/paths.js";
import { deploymentDocument, toolDocument } from "../../../src/features/tools/paths.js";
import { hours, minutes, seconds, toTimestamp } from "../../../src/platform/clock.js";
import { database } from "../../support/database.js";
import { post, ruleBench, waits } from "./ruleBench.js";
import { type RuledPlace, written } from "./ruledPlace.js";

const Made = z.object({ id: z.string() });

describe("a rule", () => {
  const { clock, server, other, here, say, runJob } = ruleBench();

  it("goes by the clock: once for each time, also where it was missed, or its process died in the middle", async () => {
    const { place } = here();
    const rule = await place.rule({
      trigger: { type: "cron", cron: "*/5 * * * *", timeZone: "Europe/Berlin" },
      actions: [post("Stand-up!")],
    });
    const document = database().doc(`spaces/${place.id}/automations/${rule.id}`);
    const due = async () => (await document.get()).get("dueAt") as string;
    await runJob();
    expect(await place.texts()).to.deep.equal([]);
    const first = await due();
    clock.pass(minutes(5));
    await Promise.all([runJob(), runJob(other())]);
    await runJob();
    expect(await place.texts()).to.deep.equal(["Stand-up!"]);
    expect(Date.parse(await due()) - Date.parse(first)).to.equal(minutes(5));

    // As a process leaves it that died once the action was done.
    const [firing] = await place.firings(rule.id);
    const actions = JSON.stringify([post("Stand-up!")]);
    const undone = { outcome: "running", actions, steps: [{ type: "post_message", outcome: "waiting" }] };
    await document
      .collection("firings")
      .doc(firing?.id ?? "")
      .update(undone);
    await document.update({ dueAt: first, occurrence: first });
    await runJob();
    expect((await place.firings(rule.id)).map(({ outcome }) => outcome)).to.deep.equal(["completed"]);
    expect(await place.texts()).to.deep.equal(["Stand-up!"]);

    clock.pass(minutes(17));
    await runJob();
    await runJob();
    expect(await place.texts()).to.deep.equal(["Stand-up!", "Stand-up!"]);
    expect(Date.parse(await due())).to.be.above(clock.now());
    await place.owner.delete(`${place.path}/automations/${rule.id}`);
  });

  it("comes before an event starts, also where that was moved, or put there late", async () => {
    const { place } = here();
    const rule = await place.rule({
      ...waits("event_starting", { minutesBefore: 15 }),
      actions: [post("{{event.title}} soon")],
    });
    const tell = (event: Awaited<ReturnType<RuledPlace["planned"]>>["written"]) =>
      server().instance.written(calendarEventDocument.template, event);
    await runJob();
    const { event, written: made } = await place.planned(clock.now() + minutes(20));
    await tell(made);
    await runJob();
    expect(await place.texts()).to.deep.equal([]);
    clock.pass(minutes(6));
    await runJob();
    await runJob();
    expect(await place.texts()).to.deep.equal(["Meeting soon"]);

    const moved = toTimestamp(clock.now() + hours(1));
    await place.owner.patch(`${place.path}/events/${event.id}`, { startsAt: moved });
    const path = calendarEventDocument.of({ spaceId: place.id, eventId: event.id });
    await tell(await written(path, { spaceId: place.id, eventId: event.id }));
    await tell((await place.planned(clock.now() + minutes(3))).written);
    await runJob();
    expect(await place.texts()).to.have.length(2);
    clock.pass(minutes(46));
    await runJob();
    expect(await place.texts()).to.have.length(3);
    await place.owner.delete(`${place.path}/automations/${rule.id}`);
  });

  it("hears of members who join, and of a deployed tool's milestones", async () => {
    const { place } = here();
    await place.rule({ ...waits("member_joined"), actions: [post("Welcome, @{{member.id}}")] });
    const atLeast = [{ fact: "tool.uses", is: "at_least", value: 50 }];
    await place.rule({
      ...waits("tool_milestone"),
      conditions: atLeast,
      actions: [post("{{tool.name}}: {{tool.uses}}")],
    });
    clock.pass(seconds(11));
    const { person, event } = await place.joined();
    const members = server().instance;
    await members.written(memberDocument.template, event);
    await members.written(memberDocument.template, event);
    expect(await place.texts()).to.deep.equal([`Welcome, @${person.uid}`]);

    const { id: toolId } = Made.parse((await place.owner.post("/tools", { name: "Poll" })).body);
    await place.owner.post(`/tools/${toolId}/deploy`, { spaceId: place.id });
    const document = database().doc(toolDocument.of({ toolId }));
    expect(
      (
        await database()
          .doc(deploymentDocument.of({ spaceId: place.id, toolId }))
          .get()
      ).exists,
    ).to.equal(true);
    for (const uses of [10, 60, 60]) {
      const before = await document.get();
      await document.update({ uses });
      const data = { before, after: await document.get() };
      await members.written(toolDocument.template, {
        data,
        params: { toolId },
        time: new Date().toISOString(),
      });
    }
    expect((await place.texts()).slice(1)).to.deep.equal(["Poll: 50"]);
  });

  it("finds what happened while an instance did not know of it yet", async () => {
    const { place, mia } = here();
    await say(await place.posted(mia, "early"), other());
    await place.rule({ ...waits("message_posted"), actions: [post("Heard {{message.text}}")] });
    clock.pass(seconds(1));
    await say(await place.posted(mia, "hello"), other());
    expect(await place.texts()).to.deep.equal(["early", "hello"]);
    clock.pass(seconds(20));
    await runJob();
    expect(await place.texts()).to.deep.equal(["early", "hello", "Heard hello"]);
    await runJob();
    expect(await place.texts()).to.have.length(3);
  });
});
