import { expect } from "chai";
import type { Action } from "@firecast/contract/automations/actions";
import { CreateAutomation } from "@firecast/contract/automations/rules";
import { faultsOf } from "../../../src/features/automations/rules/checkRule.js";
import { firstLook } from "../../../src/features/automations/rules/firstLook.js";
import { eventStarting } from "../../../src/features/calendar/happenings.js";
import { messagePosted } from "../../../src/features/chat/happenings.js";
import { memberJoined } from "../../../src/features/spaces/happenings.js";
import { toolMilestoneReached } from "../../../src/features/tools/uses/happenings.js";
import { happeningRegistry } from "../../../src/platform/happenings/happeningRegistry.js";

const kinds = [eventStarting, messagePosted, memberJoined, toolMilestoneReached];
const happenings = happeningRegistry(kinds);
const now = Date.parse("2026-03-01T12:00:00.000Z");

describe("a rule that is saved", () => {
  const post = (text: string): Action[] => [{ type: "post_message", text }];
  const faults = async (
    trigger: object,
    { conditions = [], actions = post("Hello") }: { conditions?: object[]; actions?: object[] } = {},
  ) => {
    const draft = CreateAutomation.parse({ name: "A rule", trigger, conditions, actions });
    return (await faultsOf(draft, happenings, now)).map(({ pointer, detail }) => `${pointer} ${detail}`);
  };
  const onMessage = { type: "event", event: "message_posted" };
  const cron = (expression: string, timeZone = "Europe/Berlin") => ({
    type: "cron",
    cron: expression,
    timeZone,
  });

  it("is refused where it waits for what never comes, with the place of each fault", async () => {
    expect(await faults({ type: "event", event: "message_read" })).to.deep.equal([
      "/trigger/event must be one of event_starting, message_posted, member_joined, tool_milestone",
    ]);
    expect(await faults({ type: "event", event: "constructor" })).to.have.length(1);
    expect(
      await faults({ type: "event", event: "member_joined", match: { words: ["x"] }, minutesBefore: 5 }),
    ).to.deep.equal([
      "/trigger/match nothing is said in member_joined",
      "/trigger/minutesBefore member_joined is not known before",
    ]);
    expect(await faults({ ...onMessage, match: { words: ["ok", "?!"] } })).to.deep.equal([
      "/trigger/match/words/1 has no letter and no digit: look for it among phrases",
    ]);
    expect(await faults(cron("0 0 30 2 *"))).to.deep.equal(["/trigger/cron never comes"]);
    expect((await faults(cron("61 * * * *")))[0]).to.match(/^\/trigger\/cron .*61/);
    expect(await faults(cron("30 2 * * *"))).to.deep.equal([]);
    expect(await faults({ type: "event", event: "event_starting", minutesBefore: 15 })).to.deep.equal([]);
  });

  it("is refused where it rests on facts that are never known, or are of another kind", async () => {
    const conditions = [
      { fact: "member.name", is: "equal", value: "Mia" },
      { fact: "tool.uses", is: "at_least", value: 5 },
      { fact: "message.text", is: "at_least", value: 5 },
      { fact: "message.text", is: "equal", value: 5 },
    ];
    const known = "member.name is not known";
    const found = await faults(onMessage, { conditions, actions: post("{{member.name}} {{tool.name}}") });
    expect(found.map((fault) => fault.split(" here;")[0])).to.deep.equal([
      "/conditions/1/fact tool.uses is not known",
      "/conditions/2/is message.text is no number",
      "/conditions/3/value must be a string",
      "/actions/0/text tool.name is not known",
    ]);
    expect((await faults(cron("* * * * *"), { actions: post("{{member.name}}") }))[0]).to.contain(known);
    expect(
      await faults(cron("* * * * *"), { actions: post("{{rule.name}} {{space.id}} {{rule.firedAt}}") }),
    ).to.deep.equal([]);
  });

  it("is first looked at when it may have something to do", async () => {
    const lookups = () => [{ kind: "message_posted", between: () => Promise.resolve([]) }];
    const first = async (trigger: object) => {
      const { trigger: parsed } = CreateAutomation.parse({ name: "r", trigger, actions: post("x") });
      return (await firstLook({ happenings, lookups }, { id: "r1", trigger: parsed }, now)).dueAt;
    };
    expect(await first(cron("*/5 * * * *"))).to.equal("2026-03-01T12:05:00.000Z");
    expect(await first({ type: "event", event: "event_starting" })).to.equal("2026-03-01T12:00:00.000Z");
    expect(await first(onMessage)).to.equal("2026-03-01T12:00:15.000Z");
    expect(await first({ type: "event", event: "tool_milestone" })).to.equal(undefined);
  });
});

describe("what happens in spaces", () => {
  it("has examples that are facts of its kind", () => {
    for (const { facts, example, text } of kinds) {
      expect(facts.parse(example)).to.deep.equal(example);
      if (text !== undefined) expect(example).to.have.property(text);
    }
  });

  it("has one name each, which goes over the wire", () => {
    expect(() => happeningRegistry([messagePosted, messagePosted])).to.throw("two happenings");
    expect(() => happeningRegistry([{ ...messagePosted, name: "Message posted" }])).to.throw("cannot name");
  });
});
