import { expect } from "chai";
import { z } from "zod";
import { SavedAutomation, DryRunAnswer } from "@firecast/contract/automations/rules";
import { hidden } from "../../support/caller.js";
import { database } from "../../support/database.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person, type Place } from "../people.js";

const Faults = z.object({ errors: z.array(z.object({ pointer: z.string(), detail: z.string() })) });

describe("the rules of a space", () => {
  const server = anInstance();
  let place: Place;
  let [member, admin, stranger]: Person[] = [];
  let path = "";

  const welcome = {
    name: "Welcome",
    trigger: { type: "event", event: "message_posted", match: { words: ["hello"] } },
    conditions: [{ fact: "member.name", is: "not_equal", value: "Bot" }],
    actions: [{ type: "post_message", text: "Hello, {{member.name}}!" }],
  };
  const make = async (change: object = {}, by: Person = place.owner) =>
    SavedAutomation.parse((await by.post(path, { ...welcome, ...change })).body);

  before(async () => {
    place = await aPlace(server());
    [member, admin] = await Promise.all([place.member(), place.member("admin")]);
    stranger = await aPerson(server());
    path = `${place.path}/automations`;
  });

  it("are its owners': members are refused, and to others there is no such space", async () => {
    const { id } = await make();
    const calls: ((who: Person) => ReturnType<Person["get"]>)[] = [
      (who) => who.get(path),
      (who) => who.post(path, welcome),
      (who) => who.get(`${path}/${id}`),
      (who) => who.patch(`${path}/${id}`, { enabled: false }),
      (who) => who.post(`${path}/${id}/dry-run`),
      (who) => who.get(`${path}/${id}/firings`),
      (who) => who.delete(`${path}/${id}`),
    ];
    for (const call of calls) {
      for (const who of [member, admin]) expect(who && (await call(who)).status).to.equal(403);
      if (stranger) expect(await call(stranger)).to.deep.equal(hidden);
    }
    const elsewhere = await aPlace(server());
    expect(await elsewhere.owner.get(`${elsewhere.path}/automations/${id}`)).to.deep.equal(hidden);
    expect(await place.owner.get(`${path}/none`)).to.deep.equal(hidden);
    expect((await place.owner.get(`${path}/no.ne`)).status).to.equal(400);
  });

  it("are made, listed, changed and removed; a repeat has one effect, and who saves one is its author", async () => {
    const draft = { ...welcome, name: "Kept" };
    const [first, second] = [
      await place.owner.post(path, draft, { key: "k1" }),
      await place.owner.post(path, draft, { key: "k1" }),
    ];
    expect([first.status, second]).to.deep.equal([201, first]);
    const rule = SavedAutomation.parse(first.body);
    expect(rule).to.deep.include({ ...draft, spaceId: place.id, enabled: true, authorId: place.owner.uid });
    const other = await place.member("owner");
    const changed = await other.patch(`${path}/${rule.id}`, { name: "Kept on", conditions: [] });
    expect(changed.body).to.deep.include({ name: "Kept on", conditions: [], authorId: other.uid });
    expect((await place.owner.get(`${path}/${rule.id}`)).body).to.deep.equal(changed.body);
    const { body } = await place.owner.get(`${path}?limit=1`);
    expect(body).to.have.nested.property("items[0].id", rule.id);
    const next = z.object({ nextCursor: z.string() }).parse(body).nextCursor;
    const rest = (await place.owner.get(`${path}?cursor=${next}`)).body;
    expect(JSON.stringify(rest)).not.to.contain(rule.id);
    expect((await other.delete(`${path}/${rule.id}`)).status).to.equal(204);
    expect(await other.get(`${path}/${rule.id}`)).to.deep.equal(hidden);
    expect(await other.delete(`${path}/${rule.id}`)).to.deep.equal(hidden);
  });

  it("are refused with the place of each fault, also of actions that their author may not do", async () => {
    const refused = async (change: object) => {
      const { status, body } = await place.owner.post(path, { ...welcome, ...change });
      expect(status).to.equal(400);
      return Faults.parse(body).errors.map(({ pointer }) => pointer);
    };
    expect(await refused({ name: " " })).to.deep.equal(["/name"]);
    expect(await refused({ trigger: { type: "event", event: "nothing" } })).to.deep.equal(["/trigger/event"]);
    expect(await refused({ trigger: { type: "cron", cron: "0 0 30 2 *" }, conditions: [] })).to.deep.equal([
      "/trigger/cron",
      "/actions/0/text",
    ]);
    const trigger = { ...welcome.trigger, match: { words: ["(a+)+$".repeat(11)] } };
    expect(await refused({ trigger })).to.deep.equal(["/trigger/match/words/0"]);
    expect(await refused({ actions: [] })).to.deep.equal(["/actions"]);
    expect(
      await refused({
        actions: [
          { type: "post_message", text: "Fine" },
          { type: "set_tool_state", toolId: "none", patch: { a: 1 } },
          { type: "webhook", url: "http://169.254.169.254/latest" },
        ],
      }),
    ).to.deep.equal(["/actions/1", "/actions/2/url"]);
  });

  it("sign their webhooks with a secret that is told once", async () => {
    const webhook = { type: "webhook", url: "https://example.com/hook" };
    const quiet = await make();
    expect(quiet).not.to.have.property("secret");
    const { body } = await place.owner.patch(`${path}/${quiet.id}`, { actions: [webhook] });
    expect(body)
      .to.have.property("secret")
      .that.matches(/^whsec_/);
    const later = await place.owner.patch(`${path}/${quiet.id}`, { name: "Again" });
    for (const shown of [later, await place.owner.get(`${path}/${quiet.id}`), await place.owner.get(path)])
      expect(JSON.stringify(shown.body)).not.to.contain("whsec_");
  });

  it("say in a dry run what they would do, by whose rights, and why not; and do nothing", async () => {
    const { id } = await make({
      actions: [...welcome.actions, { type: "notify", title: "{{message.text}}", to: "managers" }],
    });
    const channel = `spaces/${place.id}/chat`;
    const before = await server().events(channel);
    const dry = async (body?: object) =>
      DryRunAnswer.parse((await place.owner.post(`${path}/${id}/dry-run`, body)).body);
    const fits = await dry({ facts: { "message.text": "Oh, hello!", "member.name": "Mia" } });
    expect(fits).to.deep.include({ fires: true, reasons: [], authorId: place.owner.uid });
    expect(
      fits.actions.map(({ action, allowed }) => ["text" in action && action.text, allowed]),
    ).to.deep.equal([
      ["Hello, Mia!", true],
      [false, true],
    ]);
    const not = await dry({ facts: { "message.text": "Bye", "member.name": "bot" } });
    expect(not).to.deep.include({
      fires: false,
      reasons: ["The text does not fit.", "The condition about member.name does not hold."],
      conditions: [{ fact: "member.name", holds: false }],
    });
    const wrong = await place.owner.post(`${path}/${id}/dry-run`, {
      facts: { "tool.uses": 1, "message.text": 1 },
    });
    expect(Faults.parse(wrong.body).errors.map(({ pointer }) => pointer)).to.deep.equal([
      "/facts/tool.uses",
      "/facts/message.text",
    ]);
    expect(await server().events(channel)).to.deep.equal(before);
    expect((await place.owner.get(`${path}/${id}/firings`)).body).to.deep.equal({
      items: [],
      nextCursor: null,
    });
  });

  it("are at most 500", async () => {
    const full = await aPlace(server());
    await full.owner.post(`${full.path}/automations`, welcome);
    await database().doc(`spaces/${full.id}/automationIndex/awaited`).update({ rules: 500 });
    expect((await full.owner.post(`${full.path}/automations`, welcome)).status).to.equal(409);
  });
});
