import { expect } from "chai";
import { noteMilestone, useTool } from "../../../src/features/tools/uses/useTool.js";
import type { Deployment, Tool } from "@firecast/contract/tools";
import { randomIds } from "../../../src/platform/ids.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPlace } from "../people.js";
import { aFork, aTool } from "./builders.js";
import { toldTo } from "../../platform/notices/told.js";
import { aStage, creation, happening, type Stage, summaryOf } from "../stage.js";

describe("what is told when a tool's document is written", () => {
  const server = anInstance();
  const at = (path: string) => theFirebase().firestore.doc(path);
  const achieved = async (uid: string, key: string) =>
    (await at(`users/${uid}/achievements/${key}`).get()).exists;

  /** A stored tool of somebody new. */
  async function aStoredTool(values: Partial<Tool> = {}): Promise<Tool> {
    const tool = aTool({ id: randomIds.next(), ownerId: randomIds.next(), ...values });
    await at(`tools/${tool.id}`).set(tool);
    return tool;
  }

  const tell = async (stage: Stage, toolId: string, act: () => Promise<unknown>) => {
    const event = await happening(`tools/${toolId}`, { toolId }, act);
    await stage.produce.toolWritten(event);
    return stage.told();
  };

  it("tool_forked: the owner of the original hears of it, and of the tenth achieves something", async () => {
    const stage = aStage(server());
    const original = await aStoredTool();
    const fork = async () => {
      const copy = aFork({ id: randomIds.next(), forkOf: original.id });
      return tell(stage, copy.id, () => at(`tools/${copy.id}`).set(copy));
    };
    expect(summaryOf(await fork())).to.deep.equal([`tool_forked by mia to ${original.ownerId}`]);
    for (let forks = 2; forks < 10; forks++) await fork();
    expect(await achieved(original.ownerId, "ten-forks")).to.equal(false);
    await fork();
    expect(await achieved(original.ownerId, "ten-forks")).to.equal(true);
  });

  it("tool_forked: of a tool that is gone nobody hears", async () => {
    const stage = aStage(server());
    const copy = aFork({ id: randomIds.next(), forkOf: "nothing" });
    expect(await tell(stage, copy.id, () => at(`tools/${copy.id}`).set(copy))).to.deep.equal([]);
  });

  it("tool_milestone: the owner hears of the uses, and of a hundred achieves something", async () => {
    const stage = aStage(server());
    const { id, ownerId } = await aStoredTool({ uses: 9 });
    await at(`tools/${id}/uses/0`).set({ count: 9, commits: [] });
    const owner = {
      uid: ownerId,
      emailVerified: false,
      operator: false,
      signedInAt: 0,
      expiresAt: 0,
      asOf: 0,
    };
    const use = () =>
      tell(stage, id, async () => {
        await useTool(stage.actions.toolsParts, { user: owner, toolId: id, request: undefined });
        await noteMilestone(stage.actions.toolsParts, id);
      });
    expect(summaryOf(await use())).to.deep.equal([`tool_milestone to ${ownerId}`]);
    expect(await use()).to.deep.equal([]);
    const jump = await tell(stage, id, () => at(`tools/${id}`).update({ uses: 2000 }));
    const passed = [50, 100, 500, 1000].map((uses) => ({ toolId: id, toolName: "Poll", uses }));
    expect(jump.map(({ payload }) => payload)).to.deep.equal(passed);
    expect(await achieved(ownerId, "tool-100-uses")).to.equal(true);
  });

  it("tool_updated: every owner of a fork hears of it once, however many there are", async () => {
    const stage = aStage(server());
    const original = await aStoredTool();
    const owners = Array.from({ length: 130 }, (_, index) => `owner-${index}`);
    const batch = theFirebase().firestore.batch();
    for (const ownerId of owners) {
      const fork = aFork({ id: randomIds.next(), ownerId, forkOf: original.id });
      batch.set(at(`tools/${fork.id}`), fork);
    }
    await batch.commit();
    const told = await tell(stage, original.id, () => at(`tools/${original.id}`).update({ version: 2 }));
    expect(new Set(told.map(({ type }) => type))).to.deep.equal(new Set(["tool_updated"]));
    expect(toldTo(told)).to.have.members(owners);
  });

  it("tool_deployed: the members hear of it, and the owner achieves something", async () => {
    const [stage, place] = [aStage(server()), await aPlace(server())];
    const { id: toolId, ownerId } = await aStoredTool();
    const path = `spaces/${place.id}/tools/${toolId}`;
    const deployment: Deployment = {
      toolId,
      spaceId: place.id,
      deployedBy: ownerId,
      deployedAt: "2026-03-01T12:00:00.000Z",
    };
    const event = await happening(path, { spaceId: place.id, toolId }, () => at(path).set(deployment));
    await stage.produce.deploymentCreated(creation(event));
    const told = stage.told();
    expect(summaryOf(told)).to.deep.equal([`tool_deployed by ${ownerId} to members`]);
    expect(told[0]?.payload).to.deep.include({ toolName: "Poll", spaceName: "Lobby" });
    expect(await achieved(ownerId, "first-deployment")).to.equal(true);
    await stage.produce.deploymentCreated(creation(event));
    expect(stage.told(), "again").to.deep.equal(told);
  });

  it("what is no tool is logged and left alone", async () => {
    const stage = aStage(server());
    const id = randomIds.next();
    expect(await tell(stage, id, () => at(`tools/${id}`).set({ id, name: "Poll" }))).to.deep.equal([]);
    expect(stage.logged).to.deep.equal(["notification.source.unreadable"]);
    expect(await tell(stage, id, () => at(`tools/${id}`).delete())).to.deep.equal([]);
    expect(stage.logged).to.have.length(1);
  });
});
