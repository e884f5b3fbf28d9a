import { expect } from "chai";
import fc from "fast-check";
import { minutes } from "../../../src/platform/clock.js";
import { cancelled, leaseMs, retried } from "../../../src/features/setup/progress.js";
import { statesOf } from "./builders.js";
import { aWorld, type Death, type Doings } from "./memory.js";

const doings: Doings = { channels: [], tools: ["t1", "t2"], calendar: ["feed"], invites: ["bob", "carol"] };
type World = ReturnType<typeof aWorld>;

/** One process after the other, each beyond the lease of the one before; then one that nobody kills. */
async function work(world: World, deaths: readonly (Death | undefined)[]): Promise<void> {
  for (const death of deaths) {
    await world
      .process(death)
      .run()
      .catch(() => undefined);
    world.clock.pass(leaseMs + minutes(10));
  }
  await world.process().run();
}

const death = fc.record({ at: fc.integer({ min: 1, max: 40 }), after: fc.boolean() });

describe("a set-up whose processes are killed", () => {
  it("ends as one that nobody disturbed: each thing done once, in order, and told once", async () => {
    const calm = aWorld(doings);
    await work(calm, []);
    expect(calm.setup().state).to.equal("done");
    expect(calm.done).to.deep.equal([
      "tools t1",
      "tools t2",
      "calendar feed",
      "invites bob",
      "invites carol",
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(death, { maxLength: 4 }), async (deaths) => {
        const world = aWorld(doings);
        await work(world, deaths);
        expect(world.done).to.deep.equal(calm.done);
        expect(world.events).to.deep.equal(calm.events);
        expect(statesOf(world.setup())).to.deep.equal(statesOf(calm.setup()));
        expect(world.alerts).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it("each time at the same place is set aside with one alert, and retried to the same end", async () => {
    await fc.assert(
      fc.asyncProperty(death, async (one) => {
        const world = aWorld(doings);
        for (let attempt = 0; attempt < 12; attempt++) {
          await world
            .process({ ...one, at: Math.min(one.at, 2) })
            .run()
            .catch(() => undefined);
          world.clock.pass(minutes(11));
        }
        await world.process().run();
        if (world.setup().state === "aside") world.change(retried(world.setup(), world.clock.now()));
        await work(world, []);
        expect(world.setup().state).to.equal("done");
        expect(world.done).to.deep.equal([
          "tools t1",
          "tools t2",
          "calendar feed",
          "invites bob",
          "invites carol",
        ]);
        expect(new Set(world.alerts).size).to.be.at.most(1);
      }),
      { numRuns: 60 },
    );
  });

  it("of many processes at once one does it, and one that was overtaken does nothing any more", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: leaseMs * 2 }), { maxLength: 3 }),
        async (pauses) => {
          const world = aWorld(doings);
          const running = [world.process().run()];
          for (const pause of pauses) {
            await Promise.resolve();
            world.clock.pass(pause);
            running.push(world.process().run());
          }
          await Promise.all(running);
          world.clock.pass(leaseMs);
          await work(world, []);
          expect(world.setup().state).to.equal("done");
          expect(world.done).to.deep.equal([
            "tools t1",
            "tools t2",
            "calendar feed",
            "invites bob",
            "invites carol",
          ]);
          expect(world.events).to.have.length(5);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("that is cancelled meanwhile does nothing more, and is undone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), async (after) => {
        const world = aWorld(doings);
        const running = world.process().run();
        for (let turn = 0; turn < after; turn++) await Promise.resolve();
        const seen = world.setup();
        if (seen.state === "done") return void (await running);
        world.change(cancelled(seen, "ann", world.clock.now()).setup);
        const { length } = world.done;
        await running;
        await work(world, []);
        expect(world.done).to.have.length(length);
        expect(world.setup()).to.deep.include({ phase: "undo", state: "done", order: {} });
        expect(statesOf(world.setup())).to.not.include.members(["running", "pending"]);
      }),
      { numRuns: 60 },
    );
  });
});
