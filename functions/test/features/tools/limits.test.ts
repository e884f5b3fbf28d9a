import { expect } from "chai";
import { Tool } from "@firecast/contract/tools";
import { readSettings } from "../../../src/platform/params.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";

describe("the rate limit of tools", () => {
  /** Time stands still: nothing is filled up meanwhile. */
  const server = anInstance({ settings: readSettings(), clock: standingClock() });

  /** Whoever makes versions or forks tells others: without a limit, without end. */
  for (const { title, route, body } of [
    { title: "new tools", route: () => "/tools", body: { name: "Poll" } },
    { title: "forks", route: (id: string) => `/tools/${id}/fork`, body: undefined },
  ]) {
    it(`holds for ${title}`, async () => {
      const nina = await aPerson(server());
      const { id } = Tool.parse((await nina.post("/tools", { name: "Poll" })).body);
      const answers = await Promise.all(Array.from({ length: 40 }, () => nina.post(route(id), body)));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused).to.have.length.within(5, 21);
      expect(answers.filter(({ status }) => status === 201)).to.have.length(40 - refused.length);
    });
  }

  it("holds for new versions", async () => {
    const nina = await aPerson(server());
    const { id } = Tool.parse((await nina.post("/tools", { name: "Poll" })).body);
    const statuses: number[] = [];
    for (let version = 2; version <= 200 && !statuses.includes(429); version++) {
      statuses.push((await nina.patch(`/tools/${id}`, { name: `Poll ${version}` })).status);
    }
    expect(statuses).to.include(200).and.to.include(429);
  });
});
