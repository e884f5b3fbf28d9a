import { expect } from "chai";
import { HeatmapUpdated, IssueStatistics } from "@firecast/contract/issues/figures";
import { cellOf } from "../../../src/features/issues/heatmap/cells.js";
import { eventually } from "../../support/eventually.js";
import { SseClient } from "../../support/sse.js";
import { anInstance } from "../../support/testInstance.js";
import { organizationOn } from "./organization.js";

describe("the figures of an organization's issues", function () {
  this.timeout(90_000);
  const server = anInstance();
  const anOrganization = () => organizationOn(server());

  it("follow in the same commit, and are told to those who follow them, at most four times a second", async () => {
    const { organizationId, manager, member, stranger, hall, campus, report, statistics } =
      await anOrganization();
    const url = `${server().url}/realtime/heatmap/stream?snapshot=1`;
    const stream = await SseClient.open(url, { token: member.user.idToken });
    await stream.waitFor(({ event }) => event === "snapshot");
    const issues = await Promise.all(Array.from({ length: 20 }, () => report()));
    await manager.post(`/issues/${issues[0]?.id ?? ""}/resolve`, { resolution: "done" });
    expect(await statistics()).to.deep.include({
      open: 19,
      resolved: 1,
      bySeverity: { low: 0, medium: 0, high: 19, critical: 0 },
      byCategory: { lift: 19 },
      byBuilding: { [hall.id]: 19 },
    });
    const heatOf = async (query: string) => (await manager.get(`/realtime/heatmap?${query}`)).body as object;
    const whole = await heatOf("");
    expect(whole).to.have.nested.property("cells[0].open", 19);
    expect(whole).to.have.nested.property("buildings[0].buildingId", hall.id);
    expect(whole).to.have.nested.property("cells[0].intensity").that.is.closeTo(76, 0.1);
    expect(await heatOf("bbox=11,48,12,49&zoom=5"))
      .to.have.nested.property("cells[0].cell")
      .with.lengthOf(8);
    expect(await heatOf("bbox=0,0,1,1")).to.deep.include({ campuses: [], buildings: [], cells: [] });
    expect((await manager.get("/realtime/heatmap?bbox=5,5,x")).status).to.equal(400);
    expect(await stranger.get("/realtime/heatmap").then(({ body }) => body)).to.deep.include({ cells: [] });
    const last = await stream.waitFor(({ event, data }) => {
      if (event !== "heatmap:updated") return false;
      const { campuses } = HeatmapUpdated.parse((data as { data: unknown }).data);
      return campuses.some(({ campusId, open }) => campusId === campus.id && open === 19);
    });
    const east = { lat: 48.15, lng: 11.6 };
    await manager.patch(`/buildings/${hall.id}`, { position: east });
    await stream.waitFor(({ event, data }) => {
      if (event !== "heatmap:updated") return false;
      const { cells } = HeatmapUpdated.parse((data as { data: unknown }).data);
      return cells.some(({ cell, open }) => cell === cellOf(east) && open === 19);
    });
    stream.close();
    expect(last.id).to.be.a("string");
    const told = await server().events(`orgs/${organizationId}/heatmap`);
    const times = told.map(({ at }) => Date.parse(at));
    for (const [index, at] of times.entries()) {
      if (index > 0) expect(at - (times[index - 1] ?? 0)).to.be.at.least(240);
    }
    const stats = await eventually(
      async () => (await server().events(`orgs/${organizationId}/issue-stats`)).at(-1)?.data,
      (data) => IssueStatistics.safeParse(data).data?.open === 19,
    );
    expect(stats).to.include({ open: 19, resolved: 1 });
  });
});
