import { expect } from "chai";
import { z } from "zod";
import { answers, created, noContent, ok } from "../../../src/platform/http/answers.js";

const Tool = z.object({ id: z.string() });

describe("the answer of a route", () => {
  it("has the status that the route names, for the caller and for the API document", () => {
    const tool = { id: "poll" };
    expect([ok(Tool), created(Tool)].map(({ byStatus }) => byStatus)).to.deep.equal([
      { 200: Tool },
      { 201: Tool },
    ]);
    expect(ok(Tool).of(tool)).to.deep.equal({ status: 200, body: tool });
    expect(created(Tool).of(tool)).to.deep.equal({ status: 201, body: tool });
  });

  it("without a body says nothing of the result", () => {
    expect(noContent.byStatus).to.deep.equal({ 204: null });
    expect(noContent.of({ secret: "x" })).to.deep.equal({ status: 204 });
  });

  it("may depend on the result", () => {
    const deployed = answers({ 200: Tool, 201: Tool }, ({ id, isNew }: { id: string; isNew: boolean }) => ({
      status: isNew ? 201 : 200,
      body: { id },
    }));
    expect(deployed.of({ id: "poll", isNew: true })).to.deep.equal({ status: 201, body: { id: "poll" } });
  });
});
