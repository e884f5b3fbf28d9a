import { userChannel } from "@firecast/contract/realtime";
import { expect } from "chai";
import { readSettings } from "../../../src/platform/params.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";

describe("the rate limit of making spaces", () => {
  /** Time stands still: nothing is filled up meanwhile. */
  const server = anInstance({ settings: readSettings(), clock: standingClock() });

  it("lets a burst through and then says when to come back", async () => {
    const person = await aPerson(server());
    const making = Array.from({ length: 40 }, () => person.post("/spaces", { name: "Lobby" }));
    const statuses = (await Promise.all(making)).map(({ status }) => status);
    expect(new Set(statuses)).to.deep.equal(new Set([201, 429]));
    expect(statuses.filter((status) => status === 201)).to.have.lengthOf(userChannel.rate.user.burst);
  });
});
