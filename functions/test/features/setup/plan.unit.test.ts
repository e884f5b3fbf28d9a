import { expect } from "chai";
import { orderOf, type SpaceTemplate } from "../../../src/platform/setup/order.js";
import { noSetups } from "../../../src/platform/setup/queue.js";
import { Problem, problemCodes, rateLimited } from "../../../src/platform/problems.js";
import { consequenceOf, outcomes } from "../../../src/features/setup/consequence.js";
import { inOrder } from "../../../src/features/setup/deps.js";
import { newSetup } from "../../../src/features/setup/queue.js";
import { shown } from "../../../src/features/setup/show.js";
import { setupIdOf } from "../../../src/features/setup/store.js";
import { aSetup, madeAt, someSteps, start } from "./builders.js";

const space = { id: "s1", name: "Stable", joinPolicy: "open", createdBy: "ann", createdAt: madeAt } as const;
const template: SpaceTemplate = {
  name: "club",
  tools: [{ name: "Poll" }],
  welcome: "Welcome to {space}, {space}!",
};
const refused = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error instanceof Problem ? error.document().errors : error;
  }
  return undefined;
};

describe("what is set up", () => {
  it("is what was asked for, over a template's", () => {
    expect(orderOf({ template: "club", tools: ["t1", "t1"] }, template, "$& Stable")).to.deep.equal({
      template: "club",
      newTools: [{ name: "Poll" }],
      tools: ["t1"],
      welcome: "Welcome to $& Stable, $& Stable!",
    });
    expect(orderOf({ welcome: "Hi" }, template, "Stable")).to.deep.equal({
      newTools: [{ name: "Poll" }],
      welcome: "Hi",
    });
    expect(orderOf({}, undefined, "Stable")).to.deep.equal({});
  });

  it("has the steps that have something to do, in their order", () => {
    const steps = [...inOrder([...someSteps].reverse()).values()];
    expect(newSetup(space, { welcome: "Hi", tools: [] }, steps)).to.deep.equal({
      ...aSetup(),
      id: setupIdOf("s1"),
      order: { welcome: "Hi", tools: [] },
      steps: ["channels", "welcome"].map((name) => ({ name, state: "pending", notes: [] })),
      dueAt: start + 30_000,
    });
    expect(newSetup(space, {}, steps).steps.map(({ name }) => name)).to.deep.equal(["channels"]);
  });

  it("is refused where no feature does it", () => {
    expect(refused(() => newSetup(space, { welcome: "Hi" }, someSteps.slice(0, 2)))).to.deep.equal([
      { in: "body", pointer: "/setup/welcome", detail: "is nothing that this deployment sets up" },
    ]);
    expect(refused(() => noSetups.enqueue(space, {}))).to.have.length(1);
    expect(refused(() => noSetups.enqueue(space, undefined))).to.equal(undefined);
  });

  it("has no two steps of one name", () => {
    expect(() => inOrder([...someSteps, ...someSteps])).to.throw("same name");
  });

  it("is shown as it stands", () => {
    const { steps, createdBy, updatedAt } = aSetup();
    const shownOf = { spaceId: "s1", pipelineId: setupIdOf("s1"), progress: 0, steps, createdBy, updatedAt };
    expect(shown("s1", aSetup())).to.deep.equal({ ...shownOf, status: "running" });
    expect(shown("s1", aSetup({ state: "aside" })).status).to.equal("failed");
    expect(shown("s1", aSetup({ state: "aside", phase: "undo" })).status).to.equal("failed");
    expect(shown("s1", aSetup({ phase: "undo" })).status).to.equal("cancelling");
    expect(shown("s1", aSetup({ phase: "undo", state: "done" })).status).to.equal("cancelled");
    expect(shown("s1", aSetup({ state: "done" })).status).to.equal("completed");
    expect(shown("s1", undefined)).to.deep.equal({
      spaceId: "s1",
      pipelineId: setupIdOf("s1"),
      status: "completed",
      progress: 100,
      steps: [],
    });
  });
});

describe("a step of which one thing failed", () => {
  it("goes on without what is refused, and says why", () => {
    expect(consequenceOf(new Problem("not_found"))).to.deep.equal({ type: "note", reason: "Not found" });
    const errors = [{ in: "body", pointer: "/url", detail: "must be public" }] as const;
    expect(consequenceOf(new Problem("invalid_request", { errors }))).to.deep.equal({
      type: "note",
      reason: "url must be public",
    });
    expect(consequenceOf(new Problem("conflict", { detail: "There already." }))).to.deep.equal({
      type: "note",
      reason: "There already.",
    });
  });

  it("waits where there is too much at once, and is tried again where something broke", () => {
    expect(consequenceOf(rateLimited(2500))).to.deep.equal({ type: "wait", waitMs: 3000 });
    expect(consequenceOf(new Problem("unavailable"))).to.deep.equal({ type: "fail" });
    expect(consequenceOf(new TypeError("of ours"))).to.deep.equal({ type: "fail" });
  });

  it("knows what becomes of every refusal", () => {
    expect(Object.keys(outcomes)).to.have.members(problemCodes);
  });
});
