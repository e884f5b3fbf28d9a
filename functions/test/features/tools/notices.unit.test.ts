import { expect } from "chai";
import fc from "fast-check";
import {
  toolsTypes,
  milestoneBetween,
  milestones,
  tellToolDeployed,
  tellToolForked,
  tellToolMilestone,
  tellToolUpdated,
} from "../../../src/features/tools/notices.js";
import { aDeployment, aFork, at, aTool, earlier } from "./builders.js";
import { expectTold, toldTo } from "../../platform/notices/told.js";

const poll = { toolId: "poll", toolName: "Poll" };

describe("tool_forked", () => {
  it("tells the owner of the original", () => {
    expectTold(toolsTypes, tellToolForked({ fork: aFork(), original: aTool() }), [
      {
        type: "tool_forked",
        cause: "tools/poll2",
        payload: { ...poll, forkId: "poll2", uid: "mia" },
        actor: "mia",
        at: earlier,
        audience: { type: "users", uids: ["olga"] },
      },
    ]);
  });

  it("does not tell who forked their own tool", () => {
    expect(tellToolForked({ fork: aFork({ ownerId: "olga" }), original: aTool() })).to.deep.equal([]);
  });
});

describe("tool_deployed", () => {
  it("tells the members of the space", () => {
    expectTold(
      toolsTypes,
      tellToolDeployed({ deployment: aDeployment(), tool: aTool(), spaceName: "Lobby" }),
      [
        {
          type: "tool_deployed",
          cause: `spaces/s1/tools/poll ${at}`,
          payload: { ...poll, spaceId: "s1", spaceName: "Lobby", uid: "olga" },
          actor: "olga",
          at,
          audience: { type: "members", spaceId: "s1" },
        },
      ],
    );
  });
});

describe("tool_milestone", () => {
  const uses = (before: number, after: number) =>
    tellToolMilestone({ before: aTool({ uses: before }), after: aTool({ uses: after }), at });

  it("tells the owner", () => {
    expectTold(toolsTypes, uses(99, 100), [
      {
        type: "tool_milestone",
        cause: "tools/poll uses 100",
        payload: { ...poll, uses: 100 },
        at,
        audience: { type: "users", uids: ["olga"] },
      },
    ]);
  });

  it("of two that are passed at once is the higher one", () => {
    expect(uses(3, 1234).map(({ payload }) => payload.uses)).to.deep.equal([1000]);
  });

  it("is none between two of them, going down, or in what a tool begins with", () => {
    expect([uses(50, 99), uses(100, 100), uses(150, 50)]).to.deep.equal([[], [], []]);
    expect(tellToolMilestone({ before: undefined, after: aTool({ uses: 500 }), at })).to.deep.equal([]);
  });

  it("is told exactly once each while uses only grow, whatever the steps", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 400 }), (steps) => {
        const told: number[] = [];
        let total = 0;
        for (const step of steps) {
          const reached = milestoneBetween(total, total + step);
          if (reached !== undefined) told.push(reached);
          total += step;
        }
        expect(told).to.deep.equal(milestones.filter((milestone) => milestone <= total));
      }),
    );
  });

  it("is the greatest that was passed, or none", () => {
    const count = fc.integer({ min: 0, max: 2_000_000_000 });
    fc.assert(
      fc.property(count, count, (before, after) => {
        const passed = milestones.filter((milestone) => before < milestone && milestone <= after);
        expect(milestoneBetween(before, after)).to.equal(passed.at(-1));
      }),
    );
  });
});

describe("tool_updated", () => {
  const change = { before: aTool(), after: aTool({ version: 2 }), at };

  it("tells the owners of forks, each of their own fork", () => {
    const forks = [aFork(), aFork({ id: "poll3", ownerId: "max" })];
    const notice = (forkId: string, uid: string) =>
      ({
        type: "tool_updated",
        cause: "tools/poll version 2",
        payload: { ...poll, forkId, version: 2 },
        actor: "olga",
        at,
        audience: { type: "users", uids: [uid] },
      }) as const;
    expectTold(toolsTypes, tellToolUpdated(change, forks), [notice("poll2", "mia"), notice("poll3", "max")]);
  });

  it("tells who has several forks once, and nobody of their own tool", () => {
    const forks = [aFork(), aFork({ id: "poll3" }), aFork({ id: "poll4", ownerId: "olga" })];
    const told = tellToolUpdated(change, forks);
    expect(toldTo(told)).to.deep.equal(["mia"]);
    expect(told[0]?.payload.forkId).to.equal("poll2");
  });

  it("calls a fork by its own name: its owner may see the original no more", () => {
    const secret = { ...change, after: aTool({ version: 2, name: "Plans for the merger" }) };
    const [told] = tellToolUpdated(secret, [aFork({ name: "My poll" })]);
    expect(told?.payload.toolName).to.equal("My poll");
    expect(JSON.stringify(told)).not.to.include("merger");
  });

  it("is told of new versions only", () => {
    const used = { ...change, after: aTool({ uses: 1 }) };
    expect(tellToolUpdated(used, [aFork()])).to.deep.equal([]);
    expect(tellToolUpdated({ ...change, before: undefined }, [aFork()])).to.deep.equal([]);
  });
});
