import { expect } from "chai";
import { Issue, IssuePage } from "@firecast/contract/issues/issues";
import type { Answered } from "../../support/caller.js";
import { hidden } from "../../support/caller.js";
import { SseClient } from "../../support/sse.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser } from "../../support/users.js";
import { munich, organizationOn } from "./organization.js";

describe("issues over HTTP", function () {
  this.timeout(60_000);
  const server = anInstance();

  const anOrganization = () => organizationOn(server());

  const problemOf = ({ status, body }: Answered) => {
    const { errors = [] } = body as { errors?: { pointer: string }[] };
    return [status, ...errors.map(({ pointer }) => pointer)];
  };

  it("campuses and buildings are added by managers, and seen by their organization alone", async () => {
    const { manager, member, stranger, campus, hall, library } = await anOrganization();
    const draft = { name: "East", position: munich };
    expect((await member.post("/campuses", draft)).status).to.equal(403);
    expect((await member.get("/campuses")).body).to.deep.equal({ items: [campus], nextCursor: null });
    const buildings = { items: [hall, library], nextCursor: null };
    expect((await member.get(`/buildings?campusId=${campus.id}`)).body).to.deep.equal(buildings);
    expect((await stranger.get("/campuses")).body).to.deep.equal({ items: [], nextCursor: null });
    expect(await stranger.get(`/buildings?campusId=${campus.id}`)).to.deep.equal(hidden);
    expect((await member.get(`/campuses/${campus.id}`)).body).to.deep.equal(campus);
    expect((await member.get(`/buildings/${hall.id}`)).body).to.deep.equal(hall);
    for (const path of [`/campuses/${campus.id}`, `/buildings/${hall.id}`, "/buildings/nothing"]) {
      expect(await stranger.get(path)).to.deep.equal(hidden);
    }
    const foreign = await stranger.post("/buildings", { ...draft, campusId: campus.id });
    expect(problemOf(foreign)).to.deep.equal([400, "/campusId"]);
    const nowhere = await manager.post("/campuses", { name: "x", position: { lat: 91, lng: 0 } });
    expect(problemOf(nowhere)).to.deep.equal([400, "/position/lat"]);
    const nobody = server().as(await aUser());
    expect((await nobody.post("/campuses", draft)).status).to.equal(403);
  });

  it("each operation is one event, by one id, on the channels of organization, campus and building", async () => {
    const { organizationId, admin, manager, member, campus, hall, library, report } = await anOrganization();
    const issue = await report();
    expect(issue).to.include({ status: "open", reporterId: member.uid, campusId: campus.id });
    const path = `/issues/${issue.id}`;
    await manager.post(`${path}/assign`, { assigneeId: member.uid }, { key: "a" });
    const again = await manager.post(`${path}/assign`, { assigneeId: member.uid }, { key: "a" });
    expect(again.body).to.include({ status: "assigned", assigneeId: member.uid });
    expect((await member.patch(path, { status: "in_progress" })).body).to.include({ status: "in_progress" });
    await manager.patch(path, { buildingId: library.id });
    const done = await manager.post(`${path}/resolve`, { resolution: "Oiled" });
    expect(done.body).to.include({ status: "resolved", resolution: "Oiled", buildingId: library.id });
    expect((await manager.post(`${path}/resolve`, { resolution: "x" })).status).to.equal(409);
    expect((await manager.post(`${path}/reopen`)).body).to.include({ status: "assigned" });
    expect((await admin.delete(path)).status).to.equal(204);
    expect(await member.get(path)).to.deep.equal(hidden);

    const [org, ofCampus, ofHall, ofLibrary] = await Promise.all(
      [
        `orgs/${organizationId}`,
        `campuses/${campus.id}`,
        `buildings/${hall.id}`,
        `buildings/${library.id}`,
      ].map((place) => server().events(`${place}/issues`)),
    );
    const said = "created assigned updated updated resolved updated deleted".split(" ");
    expect(org?.map(({ type }) => type)).to.deep.equal(said.map((action) => `issue:${action}`));
    const ids = org?.map(({ id }) => id) ?? [];
    expect(ofCampus?.map(({ id }) => id)).to.deep.equal(ids);
    expect(ofHall?.map(({ id }) => id)).to.deep.equal(ids.slice(0, 4));
    expect(ofLibrary?.map(({ id }) => id)).to.deep.equal(ids.slice(3));
    expect(org?.at(-1)?.data).to.have.property("deletedAt");
  });

  it("claims decide who does what; another organization's issue is not there", async () => {
    const { admin, manager, member, stranger, report } = await anOrganization();
    const issue = await report();
    const path = `/issues/${issue.id}`;
    for (const answer of [
      stranger.get(path),
      stranger.patch(path, { title: "x" }),
      stranger.post(`${path}/assign`, { assigneeId: stranger.uid }),
      stranger.post(`${path}/resolve`, { resolution: "x" }),
      stranger.post(`${path}/reopen`),
      stranger.delete(path),
      manager.get("/issues/nothing"),
    ]) {
      expect(await answer).to.deep.equal(hidden);
    }
    for (const refused of [
      member.post(`${path}/assign`, { assigneeId: member.uid }),
      member.post(`${path}/resolve`, { resolution: "x" }),
      member.delete(path),
      manager.delete(path),
      member.patch(path, { status: "in_progress" }),
    ]) {
      expect((await refused).status).to.equal(403);
    }
    expect((await member.patch(path, { title: "Lift 2" })).body).to.include({ title: "Lift 2" });
    const mine = Issue.parse((await manager.post("/issues", { ...draftOf(issue), title: "Door" })).body);
    expect((await member.patch(`/issues/${mine.id}`, { title: "x" })).status, "not its reporter").to.equal(
      403,
    );
    for (const [body, ...pointers] of [
      [{ assigneeId: stranger.uid }, "/assigneeId"],
      [{ assigneeId: "nobody" }, "/assigneeId"],
      [{}, "/assigneeId"],
    ] as const) {
      expect(problemOf(await admin.post(`${path}/assign`, body))).to.deep.equal([400, ...pointers]);
    }
    const far = { ...draftOf(issue), position: { lat: 49.2, lng: 11.575 } };
    expect(problemOf(await member.post("/issues", far))).to.deep.equal([400, "/position"]);
    expect(problemOf(await stranger.post("/issues", draftOf(issue)))).to.deep.equal([400, "/buildingId"]);
    expect((await manager.patch(path, {})).status).to.equal(400);
  });

  const draftOf = ({ title, category, severity, buildingId }: Issue) => ({
    title,
    category,
    severity,
    buildingId,
  });

  it("are listed newest first, by status, severity, category, place, assignee, words and time", async () => {
    const { manager, member, stranger, campus, library, report } = await anOrganization();
    const first = await report({ title: "Broken WINDOW on floor two", severity: "low" });
    const second = await report({ category: "door", buildingId: library.id });
    await manager.post(`/issues/${second.id}/assign`, { assigneeId: member.uid });
    const found = async (query: string) => {
      const { items } = IssuePage.parse((await member.get(`/issues?${query}`)).body);
      return items.map(({ id }) => id);
    };
    expect(await found("")).to.deep.equal([second.id, first.id]);
    for (const query of [
      "status=open",
      "severity=low",
      "text=window%20broken",
      `until=${second.createdAt}`,
    ]) {
      expect(await found(query), query).to.deep.equal([first.id]);
    }
    for (const query of [
      "category=door",
      `building=${library.id}`,
      `assignee=${member.uid}`,
      `campus=${campus.id}&status=assigned`,
      `since=${second.createdAt}`,
    ]) {
      expect(await found(query), query).to.deep.equal([second.id]);
    }
    for (const nothing of ["text=window%20door", "text=%21"]) {
      expect(await found(nothing), nothing).to.deep.equal([]);
    }
    expect(await found("text=")).to.have.length(2);
    const page = IssuePage.parse((await member.get("/issues?limit=1")).body);
    expect(await found(`limit=1&cursor=${page.nextCursor ?? ""}`)).to.deep.equal([first.id]);
    expect((await stranger.get("/issues")).body).to.deep.equal({ items: [], nextCursor: null });
    expect((await member.get("/issues?status=gone")).status).to.equal(400);
    expect((await member.get("/issues?cursor=x")).status).to.equal(400);
  });

  it("campus and building channels are the organization's own; alerts of a building are its managers'", async () => {
    const { manager, member, stranger, campus, hall, report } = await anOrganization();
    const open = async (query: string, user = member.user) =>
      SseClient.open(`${server().url}/realtime/issues/stream?${query}`, { token: user.idToken });
    const streams = await Promise.all([open(`campus=${campus.id}`), open(`building=${hall.id}`), open("")]);
    for (const stream of streams) await stream.waitFor(({ event }) => event === "connected");
    const foreign = await open(`building=${hall.id}`, stranger.user);
    expect(foreign.response.statusCode).to.equal(404);
    const { id } = await report();
    for (const stream of streams) {
      const { data } = await stream.waitFor(({ event }) => event === "issue:created");
      expect(data).to.have.nested.property("data.id", id);
    }
    const channel = `buildings/${hall.id}/issues`;
    const alert = { channel, type: "building:alert", data: { message: "Lift off at noon", severity: "low" } };
    expect((await member.post("/realtime/publish", alert)).status).to.equal(403);
    expect((await stranger.post("/realtime/publish", alert)).status).to.equal(404);
    const forged = { channel, type: "issue:deleted", data: {} };
    expect((await manager.post("/realtime/publish", forged)).status).to.be.oneOf([400, 403]);
    expect((await manager.post("/realtime/publish", alert)).status).to.be.below(300);
    await streams[1]?.waitFor(({ event }) => event === "building:alert");
    for (const stream of streams) stream.close();
  });
});
