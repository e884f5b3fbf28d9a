import { inboxChannel } from "@firecast/contract/notifications/notifications";
import { expect } from "chai";
import { readSettings } from "../../../src/platform/params.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, type Person } from "../people.js";

describe("the rate limit of what users do about notifications", () => {
  /** Time stands still: nothing is filled up meanwhile. */
  const server = anInstance({ settings: readSettings(), clock: standingClock() });

  const acts: Record<string, (person: Person, number: number) => Promise<{ status: number }>> = {
    "marking rows": (person) => person.patch("/notifications", { all: true, seen: true }),
    "saying what to push": (person) => person.put("/notifications/preferences", {}),
    "registering devices": (person, number) =>
      person.put(`/devices/${person.uid}-${number}`, { token: `token-${number}`, platform: "web" }),
  };
  for (const [what, act] of Object.entries(acts)) {
    it(`lets a burst of ${what} through, and then says when to come back`, async () => {
      const person = await aPerson(server());
      const statuses: number[] = [];
      await Promise.all(
        Array.from({ length: 90 }, async (_, number) => statuses.push((await act(person, number)).status)),
      );
      expect(statuses.filter((status) => status === 429)).to.have.lengthOf(90 - inboxChannel.rate.user.burst);
    });
  }
});
