import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import type { Channel } from "@firecast/contract/core/channel";
import { AlreadyCreated } from "../../../src/platform/firestore/alreadyCreated.js";
import type { LoggedEvent } from "../../../src/realtime/log/event.js";
import { aProcess, type Attempt, isLate, type Mishap, World } from "../support/faultyWorld.js";
import { range } from "../support/testLog.js";

/** What a copy has in common with what it is a copy of. */
const contentOf = ({ id, type, commit, wire }: LoggedEvent) => {
  const { at, data } = z.object({ at: z.string(), data: z.unknown() }).parse(JSON.parse(wire));
  return { id, type, commit, at, data };
};

describe("the log, whatever happens to commits and reads", function () {
  this.timeout(60_000);

  it("M2: has every append that was answered, once, at the number of the answer, no gap, and nothing that was refused", () =>
    fc.assert(
      fc.asyncProperty(fc.array(aProcess, { minLength: 1, maxLength: 3 }), async (processes) => {
        const world = new World();
        await Promise.all(processes.map((process) => world.run(process)));
        await world.end();
        const kept = world.memory.events(world.channel.name);
        const inOther = world.memory.events(world.other.name);
        for (const events of [kept, inOther]) {
          expect(events.map(({ seq }) => seq)).to.deep.equal(range(1, events.length));
        }
        const answeredIn = ({ name }: Channel) =>
          world.answered.filter(({ channel }) => channel === name).sort((a, b) => a.seq - b.seq);
        expect(kept).to.deep.equal(answeredIn(world.channel));
        const copied = new Set(world.copied.map(({ id }) => id));
        const copies = inOther.filter(({ id }) => copied.has(id));
        expect(copies.map(contentOf)).to.have.deep.members(world.copied.map(contentOf));
        expect(inOther.filter(({ id }) => !copied.has(id))).to.deep.equal(answeredIn(world.other));

        const attempts = processes.flatMap(({ bursts }) => bursts.flat());
        const count = (own: Attempt["own"]): number =>
          attempts.filter((attempt) => attempt.own === own).length;
        const already = world.refusals.filter((reason) => reason instanceof AlreadyCreated);
        expect(already.length, "of guarded appends one goes through").to.equal(
          Math.max(0, count("guarded") - 1),
        );
        expect(world.refusals.length - already.length).to.equal(count("refused"));
      }),
      { numRuns: 150 },
    ));

  it("never has a gap or two epochs, even if it is wiped at any moment", () => {
    const calm = aProcess.map(({ mishaps: luck, ...rest }) => ({
      ...rest,
      // A commit that is late by a whole life of the log would be believed: it finds the number before its own.
      mishaps: luck.map(([mishap, patience]): [Mishap, number] => [
        isLate(mishap) ? "before" : mishap,
        patience,
      ]),
    }));
    return fc.assert(
      fc.asyncProperty(
        fc.array(calm, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(40)),
        async (processes, wipes) => {
          const world = new World();
          const channels = [world.channel.name, world.other.name];
          for (const [index, moment] of wipes.entries())
            world.later(moment, () => world.memory.wipe(channels[index % 2] ?? ""));
          await Promise.all(processes.map((process) => world.run(process)));
          const hasCopies = processes.some(({ bursts }) => bursts.flat().some(({ into }) => into === "both"));
          const ids = new Set(world.answered.map(({ id }) => id));
          for (const kept of channels.map((name) => world.memory.events(name))) {
            expect(kept.map(({ seq }) => seq)).to.deep.equal(range(1, kept.length));
            expect(new Set(kept.map(({ epoch }) => epoch)).size).to.be.at.most(1);
            if (hasCopies) continue;
            // Of an event that was wiped from one of its two channels, nobody knows whether it was there.
            for (const { id } of kept) expect(ids.has(id)).to.equal(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
