import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { Pin } from "@firecast/contract/pins";
import { pins } from "../../../src/features/pins/manifest.js";
import { counting } from "../../support/counting.js";
import { featureActions } from "../../support/featureActions.js";
import { anInstance, startInstance } from "../../support/testInstance.js";
import { aPerson } from "../people.js";

/** 100,000 views of one pin in a minute, for so many seconds. */
const seconds = 3;
const perSecond = Math.ceil(100_000 / 60);
const instances = 3;

describe("views of one pin, 100,000 a minute", () => {
  const server = anInstance();

  it("cost at most 20 writes a second, and the count is exact in the end", async () => {
    const ada = await aPerson(server());
    const { id } = Pin.parse((await ada.post("/pins", { title: "Sale" })).body);
    await ada.post(`/pins/${id}/publish`);
    const others = await Promise.all(Array.from({ length: instances - 1 }, () => startInstance()));
    const all = [server(), ...others].map(({ instance }) => featureActions(instance, pins));
    const counted = counting();
    try {
      const answers: Promise<unknown>[] = [];
      const begun = performance.now();
      while (answers.length < seconds * perSecond) {
        const due = ((performance.now() - begun) / 1000) * perSecond;
        for (const { view } of all)
          while (answers.length < due) {
            answers.push(view(id, undefined));
            if (answers.length % 20 === 0) break;
          }
        await delay(10);
      }
      await Promise.all(answers);
      const took = (performance.now() - begun) / 1000;
      const { writes, deletes } = counted();
      expect((writes + deletes) / took, `${writes} and ${deletes} in ${took} s`).to.be.at.most(20);
      expect((await ada.get(`/pins/${id}`)).body).to.have.property("views", answers.length);
      const events = await server().events(`pins/${id}`);
      expect(events.at(-1)?.data).to.include({ views: answers.length });
    } finally {
      counted.stop();
      await Promise.all(others.map((other) => other.close()));
    }
  });
});
