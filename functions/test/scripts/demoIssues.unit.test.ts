import { expect } from "chai";
import { z } from "zod";
import { Issue } from "@firecast/contract/issues/issues";
import { Building, Campus } from "@firecast/contract/issues/places";
import { demoIssues } from "../../scripts/demo-issues.mjs";

describe("the demo's issues", () => {
  const documents = Object.entries(z.record(z.string(), z.record(z.string(), z.unknown())).parse(demoIssues));
  const of = (collection: string) =>
    documents.filter(([path]) => path.startsWith(`${collection}/`)).map(([, data]) => data);

  it("are 200 in the buildings of two organizations, and their figures count them all", () => {
    const issues = of("issues").map((data) => Issue.parse(data));
    expect(issues).to.have.length(200);
    const buildings = new Map(of("buildings").map((data) => [data["id"], Building.parse(data)]));
    const campuses = new Map(of("campuses").map((data) => [data["id"], Campus.parse(data)]));
    for (const { buildingId, campusId, organizationId } of issues) {
      expect(buildings.get(buildingId)).to.include({ campusId, organizationId });
      expect(campuses.get(campusId)).to.include({ organizationId });
    }
    const organizations = new Set(issues.map(({ organizationId }) => organizationId));
    expect(organizations).to.deep.equal(new Set(["northside", "elsewhere"]));
    const counted = of("issueStatistics").reduce(
      (sum, { open, resolved }) => sum + Number(open) + Number(resolved),
      0,
    );
    expect(counted).to.equal(200);
    const open = issues.filter(({ status }) => status !== "resolved").length;
    const here = (id: unknown) => issues.filter(({ buildingId }) => buildingId === id);
    for (const { id, name } of buildings.values()) {
      expect(here(id).length, name).to.be.at.least(12);
      expect(new Set(here(id).map(({ status }) => status)).size, name).to.equal(4);
    }
    expect(of("issueHeat").reduce((sum, heat) => sum + Number(heat["open"]), 0)).to.equal(open);
  });
});
