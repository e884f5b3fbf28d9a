import { expect } from "chai";
import fc from "fast-check";
import {
  toolsTypes,
  milestoneOf,
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

  it("of several that are passed at once is each of them", () => {
    expect(uses(3, 1234).map(({ payload }) => payload.uses)).to.deep.equal([10, 50, 100, 500, 1000]);
  });

  it("is none between two of them, going down, or in what a tool begins with", () => {
    expect([uses(50, 99), uses(100, 100), uses(150, 50)]).to.deep.equal([[], [], []]);
    expect(tellToolMilestone({ before: undefined, after: aTool({ uses: 500 }), at })).to.deep.equal([]);
  });

  it("is told once, also where the count was lost and comes back", () => {
    const lost = { ...aTool({ uses: 3 }), milestone: 100 };
    const back = { ...aTool({ uses: 120 }), milestone: 100 };
    expect(tellToolMilestone({ before: lost, after: back, at })).to.deep.equal([]);
    const beyond = { ...aTool({ uses: 510 }), milestone: 500 };
    expect(
      tellToolMilestone({ before: lost, after: beyond, at }).map(({ payload }) => payload.uses),
    ).to.deep.equal([500]);
  });

  it("is told exactly once each, whatever the steps of a count that is written up and down", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 100 });
    fc.assert(
      fc.property(counts, (written) => {
        const told: number[] = [];
        let tool = { ...aTool(), milestone: 0 };
        for (const next of written) {
          const after = {
            ...tool,
            uses: next,
            milestone: Math.max(tool.milestone, milestoneOf({ ...tool, uses: next })),
          };
          told.push(...tellToolMilestone({ before: tool, after, at }).map(({ payload }) => payload.uses));
          tool = after;
        }
        expect(told).to.deep.equal(milestones.filter((milestone) => milestone <= Math.max(0, ...written)));
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
