import { SetupTemplates } from "@firecast/contract/space/setup";
import { expect } from "chai";
import { z } from "zod";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";
import { aNewSpace } from "./setupBench.js";

describe("a set-up over HTTP", function () {
  this.timeout(30_000);
  const server = anInstance();

  it("is shown to members, and changed by owners alone", async () => {
    const { path } = await aNewSpace(server());
    const [member, { owner: foreign }] = await Promise.all([aPerson(server()), aNewSpace(server())]);
    await member.post(`${path}/join`);
    expect((await member.get(`${path}/setup`)).status).to.equal(200);
    expect((await member.delete(`${path}/setup`)).status).to.equal(403);
    expect((await member.post(`${path}/setup/retry`)).status).to.equal(403);
    expect(await foreign.get(`${path}/setup`)).to.deep.equal(hidden);
    expect(await foreign.delete(`${path}/setup`)).to.deep.equal(hidden);
    expect(await foreign.post(`${path}/setup/retry`)).to.deep.equal(hidden);
    expect((await server().as().get(`${path}/setup`)).status).to.equal(401);
  });

  it("can begin with one of the templates that every user may list", async () => {
    const { status, body } = await (await aPerson(server())).get("/spaces/templates");
    expect(status).to.equal(200);
    expect(SetupTemplates.parse(body).items).to.deep.include({
      name: "team",
      tools: [{ name: "Poll", description: "Ask everybody something" }, { name: "Agenda" }],
      calendar: false,
      welcome: "Welcome to {space}!",
    });
    expect((await server().as().get("/spaces/templates")).status).to.equal(401);
  });

  it("refuses what is none, before anything is made", async () => {
    const owner = await aPerson(server());
    const Refused = z.object({ errors: z.array(z.object({ pointer: z.string() })) });
    const refusals = async (setup: unknown): Promise<unknown> => {
      const { status, body } = await owner.post("/spaces", { name: "Stable", setup });
      return [status, ...Refused.parse(body).errors.map(({ pointer }) => pointer)];
    };
    const many = Array.from({ length: 11 }, (_, n) => `t${n}`);
    expect(await refusals({ template: "no-such" })).to.deep.equal([400, "/setup/template"]);
    expect(await refusals({ template: "__proto__" })).to.deep.equal([400, "/setup/template"]);
    expect(await refusals({ tools: many })).to.deep.equal([400, "/setup/tools"]);
    expect(await refusals({ tools: ["../spaces"] })).to.deep.equal([400, "/setup/tools/0"]);
    expect(await refusals({ invites: [{ email: "none" }] })).to.deep.equal([400, "/setup/invites/0/email"]);
    expect(await refusals({ newTools: [{ name: "x" }] })).to.deep.equal([400, "/setup"]);
    expect(await refusals({ welcome: " " })).to.deep.equal([400, "/setup/welcome"]);
    expect(await refusals("all")).to.deep.equal([400, "/setup"]);
  });
});
