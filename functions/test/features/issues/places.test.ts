import { expect } from "chai";
import { Heatmap } from "@firecast/contract/issues/figures";
import { Building, BuildingPage, CampusPage } from "@firecast/contract/issues/places";
import { hidden } from "../../support/caller.js";
import { SseClient } from "../../support/sse.js";
import { anInstance, startInstance } from "../../support/testInstance.js";
import { munich, organizationOn } from "./organization.js";

describe("campuses and buildings", function () {
  this.timeout(60_000);
  const server = anInstance();

  it("are changed by managers and admins of their organization, by what a place may say", async () => {
    const { admin, manager, member, stranger, campus, hall } = await organizationOn(server());
    const paths = [`/campuses/${campus.id}`, `/buildings/${hall.id}`];
    for (const [index, path] of paths.entries()) {
      const before = [campus, hall][index];
      const renamed = await manager.patch(path, { name: " Renamed " }, { key: "once" });
      expect(renamed).to.deep.equal({ status: 200, body: { ...before, name: "Renamed" } });
      const position = { lat: 48.2, lng: 11.6 };
      expect((await admin.patch(path, { position })).body).to.deep.include({ name: "Renamed", position });
      expect(await manager.patch(path, { name: " Renamed " }, { key: "once" })).to.deep.equal(renamed);
      expect((await member.get(path)).body).to.deep.equal({ ...before, name: "Renamed", position });
      expect((await member.patch(path, { name: "x" })).status).to.equal(403);
      expect((await member.delete(path)).status).to.equal(403);
      for (const call of [stranger.patch(path, { name: "x" }), stranger.delete(path)])
        expect(await call).to.deep.equal(hidden);
      const bad = [
        {},
        { name: "" },
        { name: null },
        { position: { lat: 91, lng: 0 } },
        { id: "x" },
        { campusId: "x" },
      ];
      for (const body of [...bad, { organizationId: "x" }, [], null])
        expect((await manager.patch(path, body)).status, JSON.stringify(body)).to.equal(400);
    }
    for (const path of ["/campuses/none", "/buildings/none"]) {
      expect(await manager.patch(path, { name: "x" })).to.deep.equal(hidden);
      expect(await manager.delete(path)).to.deep.equal(hidden);
    }
  });

  it("take their issues along on the map, but those with a place of their own", async () => {
    const { manager, hall, library, report } = await organizationOn(server());
    const mapAt = async ({ lat, lng }: { lat: number; lng: number }): Promise<number[]> => {
      const box = [lng - 1e-6, lat - 1e-6, lng + 1e-6, lat + 1e-6].join(",");
      const map = Heatmap.parse((await manager.get(`/realtime/heatmap?bbox=${box}`)).body);
      return [map.cells, map.buildings].map((parts) => parts.reduce((sum, { open }) => sum + open, 0));
    };
    const [one, , placed] = [await report(), await report(), await report({ position: munich })];
    await report({ buildingId: library.id });
    const east = { lat: 48.15, lng: 11.6 };
    expect(await mapAt(munich)).to.deep.equal([4, 4]);
    expect((await manager.patch(`/buildings/${hall.id}`, { position: east })).status).to.equal(200);
    expect([await mapAt(munich), await mapAt(east)]).to.deep.equal([
      [2, 1],
      [2, 3],
    ]);
    for (const { id } of [one, placed]) await manager.post(`/issues/${id}/resolve`, { resolution: "done" });
    expect([await mapAt(munich), await mapAt(east)]).to.deep.equal([
      [1, 1],
      [1, 1],
    ]);
  });

  it("stay while issues are open in them; then they are gone, and what was resolved in them is not", async () => {
    const { manager, member, campus, hall, library, report } = await organizationOn(server());
    const issue = await report();
    const [path, site] = [`/buildings/${hall.id}`, `/campuses/${campus.id}`];
    for (const place of [path, site]) expect((await manager.delete(place)).status).to.equal(409);
    await manager.post(`/issues/${issue.id}/resolve`, { resolution: "done" });
    const stream = await SseClient.open(`${server().url}/realtime/issues/stream?building=${hall.id}`, {
      token: member.user.idToken,
    });
    await stream.waitFor(({ event }) => event === "connected");
    expect(await manager.delete(path, { key: "d" })).to.deep.equal({ status: 204, body: undefined });
    expect(await manager.delete(path, { key: "d" })).to.deep.equal({ status: 204, body: undefined });
    await stream.ended;
    for (const call of [member.get(path), manager.patch(path, { name: "x" }), manager.delete(path)])
      expect(await call).to.deep.equal(hidden);
    expect(
      BuildingPage.parse((await member.get(`/buildings?campusId=${campus.id}`)).body).items,
    ).to.deep.equal([library]);
    const again = await member.get(`/realtime/issues/stream?building=${hall.id}`);
    expect(again.status).to.equal(404);
    const draft = { title: "x", category: "lift", severity: "low", buildingId: hall.id };
    expect((await member.post("/issues", draft)).status).to.equal(400);
    const resolved = `/issues/${issue.id}`;
    expect((await member.get(resolved)).body).to.include({ buildingId: hall.id, status: "resolved" });
    expect((await manager.post(`${resolved}/reopen`)).status).to.equal(409);
    expect((await manager.patch(resolved, { buildingId: library.id })).status).to.equal(200);
    expect((await manager.post(`${resolved}/reopen`)).body).to.include({ status: "open" });
    expect((await manager.delete(site)).status).to.equal(409);
    await manager.post(`${resolved}/resolve`, { resolution: "again" });
    expect((await manager.delete(site)).status).to.equal(204);
    for (const gone of [site, `/buildings/${library.id}`])
      expect(await member.get(gone)).to.deep.equal(hidden);
    expect(CampusPage.parse((await member.get("/campuses")).body).items).to.deep.equal([]);
    expect((await member.get(resolved)).body).to.include({ status: "resolved" });
    expect((await manager.get("/realtime/heatmap")).body).to.deep.include({
      campuses: [],
      buildings: [],
      cells: [],
    });
  });

  it("no building is left on a campus that is deleted while buildings are added, on two instances", async () => {
    const other = await startInstance();
    const { manager, campus } = await organizationOn(server());
    const rival = other.as(manager.user);
    const add = (n: number) =>
      (n % 2 ? manager : rival).post("/buildings", { campusId: campus.id, name: `B${n}`, position: munich });
    const [deleted, ...added] = await Promise.all([
      rival.delete(`/campuses/${campus.id}`),
      ...Array.from({ length: 8 }, (_, n) => add(n)),
    ]);
    await other.close();
    expect(deleted.status).to.equal(204);
    expect(new Set(added.map(({ status }) => status))).to.satisfy((statuses: Set<number>) =>
      [...statuses].every((status) => status === 201 || status === 400),
    );
    const ids = added.flatMap(({ body }) => Building.safeParse(body).data?.id ?? []);
    for (const id of ids) expect(await manager.get(`/buildings/${id}`)).to.deep.equal(hidden);
    expect((await manager.get("/buildings")).body).to.deep.equal({ items: [], nextCursor: null });
  });
});
