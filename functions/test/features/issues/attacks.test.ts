import { expect } from "chai";
import { Heatmap } from "@firecast/contract/issues/figures";
import { Issue, IssuePage } from "@firecast/contract/issues/issues";
import { Building, Campus } from "@firecast/contract/issues/places";
import { hidden } from "../../support/caller.js";
import { anInstance, startInstance } from "../../support/testInstance.js";
import { aUser, auth } from "../../support/users.js";
import { munich, organizationOn } from "./organization.js";

describe("issues under attack", function () {
  this.timeout(60_000);
  const server = anInstance();

  it("hostile bodies, queries and cursors are refused by name, and change nothing", async () => {
    const { admin, manager, member, hall, report, statistics } = await organizationOn(server());
    const issue = await report();
    const path = `/issues/${issue.id}`;
    const draft = { title: "x", category: "lift", severity: "low", buildingId: hall.id };
    const bodies: unknown[] = [
      { ...draft, organizationId: "other" },
      { ...draft, status: "resolved" },
      { ...draft, reporterId: "bob" },
      { ...draft, severity: "urgent" },
      { ...draft, title: " " },
      { ...draft, title: "x".repeat(201) },
      { ...draft, title: "\uD800" },
      { ...draft, category: "a.b" },
      { ...draft, category: "__proto__" },
      { ...draft, buildingId: "../x" },
      { ...draft, buildingId: "nothing" },
      { ...draft, floor: 1.5 },
      { ...draft, position: { lat: 86, lng: 0 } },
      { ...draft, position: { lat: 48, lng: 181 } },
      { ...draft, position: { lat: null, lng: 11 } },
      { ...draft, position: [48, 11] },
      [draft],
      "draft",
      null,
    ];
    const answers = await Promise.all(bodies.map((body) => member.post("/issues", body)));
    expect(answers.map(({ status }) => status)).to.deep.equal(bodies.map(() => 400));
    const changes = [
      { status: "resolved" },
      { status: "open" },
      { assigneeId: member.uid },
      { id: "x" },
      { title: null },
      { position: { lat: 10, lng: 10 } },
      {},
    ];
    const refused = await Promise.all(changes.map((change) => manager.patch(path, change)));
    expect(refused.map(({ status }) => status)).to.deep.equal(changes.map(() => 400));
    const queries = [
      "limit=0",
      "limit=100",
      "limit=NaN",
      "severity=x",
      "since=yesterday",
      "since=2026-02-30T00:00:00.000Z",
      "cursor=x",
      `cursor=${Buffer.from('["2026-11-20T12:00:00.000Z","a/b"]').toString("base64url")}`,
      `cursor=${Buffer.from('["x",1]').toString("base64url")}`,
      `campus=${"x".repeat(129)}`,
      "status=open&status=resolved",
      `text=${"x".repeat(201)}`,
    ];
    const listed = await Promise.all(queries.map((query) => member.get(`/issues?${query}`)));
    expect(listed.map(({ status }) => status)).to.deep.equal(queries.map(() => 400));
    const maps =
      "bbox=1,2,3 bbox=1,50,2,49 bbox=NaN,0,1,1 bbox=-181,0,1,1 bbox=0,-91,1,1 bbox=1e2,0,1,1 zoom=NaN zoom=23";
    const drawn = await Promise.all(maps.split(" ").map((query) => member.get(`/realtime/heatmap?${query}`)));
    expect(drawn.map(({ status }) => status)).to.deep.equal(maps.split(" ").map(() => 400));
    for (const id of ["__x__", "a%2Fb", "..%2Fx", "x".repeat(129)])
      expect([400, 404]).to.include((await admin.get(`/issues/${id}`)).status);
    expect((await member.get(path)).body).to.deep.equal(issue);
    expect(await statistics()).to.include({ open: 1, resolved: 0 });
  });

  it("words of any script are found, and categories may be called as what every object has", async () => {
    const { member, report, statistics } = await organizationOn(server());
    const titles = ["Überlauf im Café", "電梯 故障", "Ёлка сломана", "a\u{20000}".repeat(25), "İstanbul 🛗"];
    const issues = await Promise.all(titles.map((title) => report({ title, category: "constructor" })));
    const found = async (text: string) => {
      const answer = await member.get(`/issues?text=${encodeURIComponent(text)}`);
      return IssuePage.parse(answer.body).items.map(({ id }) => id);
    };
    const texts = ["UBERLAUF cafe\u0301", "故障", "елка", titles[3] ?? "", "istanbul"];
    for (const [n, text] of texts.entries()) expect(await found(text), text).to.deep.equal([issues[n]?.id]);
    expect(await found("🛗"), "no word").to.deep.equal([]);
    expect(await found("constructor __proto__ ' OR 1=1")).to.deep.equal([]);
    expect((await statistics()).byCategory).to.deep.equal({ constructor: titles.length });
  });

  it("twenty at once on two instances: each is answered, an issue goes one way, and figures are those of it", async () => {
    const other = await startInstance();
    const { organizationId, manager, member, admin, report, statistics } = await organizationOn(server());
    const issue = await report();
    const path = `/issues/${issue.id}`;
    const rivals = [manager, other.as(manager.user)];
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const rival = rivals[n % 2] ?? manager;
        const assigneeId = n % 4 < 2 ? member.uid : admin.uid;
        if (n % 5 === 4)
          return rival.post(`${path}/resolve`, { resolution: `by ${n % 10}` }, { key: `r${n % 10}` });
        return rival.post(`${path}/assign`, { assigneeId }, { key: `a${n}` });
      }),
    );
    await other.close();
    expect(
      all.map(({ status }) => status).filter((status) => status !== 200 && status !== 409),
    ).to.deep.equal([]);
    const resolvedBy = all.filter(
      ({ status, body }) => status === 200 && Issue.parse(body).status === "resolved",
    );
    expect(new Set(resolvedBy.map(({ body }) => Issue.parse(body).resolution)).size).to.equal(1);
    const now = Issue.parse((await member.get(path)).body);
    expect(now.status).to.equal("resolved");
    const events = await server().events(`orgs/${organizationId}/issues`);
    expect(events.filter(({ type }) => type === "issue:resolved")).to.have.length(1);
    expect(events.at(-1)?.data).to.deep.equal(now);
    // Others may be first so often that somebody has to ask again, but not half of them.
    const busy = all.filter(({ body }) => JSON.stringify(body).includes("right now"));
    expect(busy).to.have.length(0);
    expect(await statistics()).to.include({ open: 0, resolved: 1 });
  });

  it("who is gone, disabled or elsewhere gets no issue", async () => {
    const { organizationId, manager, stranger, report } = await organizationOn(server());
    const issue = await report();
    const [gone, off] = await Promise.all([0, 1].map(() => aUser({ organizationId, role: "member" })));
    await Promise.all([
      auth().deleteUser(gone?.uid ?? ""),
      auth().updateUser(off?.uid ?? "", { disabled: true }),
    ]);
    for (const assigneeId of [gone?.uid, off?.uid, stranger.uid, "__x__", ""]) {
      expect((await manager.post(`/issues/${issue.id}/assign`, { assigneeId })).status).to.equal(400);
    }
    expect((await manager.get(`/issues/${issue.id}`)).body).to.deep.equal(issue);
  });

  it("an issue that moves to another campus is told in both, and the map has it once", async () => {
    const { organizationId, manager, stranger, campus, hall, report } = await organizationOn(server());
    const east = Campus.parse((await manager.post("/campuses", { name: "East", position: munich })).body);
    const place = { campusId: east.id, name: "Annex", position: munich };
    const annex = Building.parse((await manager.post("/buildings", place)).body);
    const foreign = Campus.parse((await stranger.post("/campuses", { name: "X", position: munich })).body);
    const theirs = Building.parse(
      (await stranger.post("/buildings", { ...place, campusId: foreign.id })).body,
    );
    const [issue] = [await report(), await report({ buildingId: annex.id })];
    const path = `/issues/${issue.id}`;
    expect((await manager.patch(path, { buildingId: theirs.id })).status).to.equal(400);
    expect((await manager.patch(path, { buildingId: annex.id })).body).to.include({ campusId: east.id });
    const places = [
      `campuses/${campus.id}`,
      `campuses/${east.id}`,
      `buildings/${hall.id}`,
      `buildings/${annex.id}`,
    ];
    const told = await Promise.all(places.map((place) => server().events(`${place}/issues`)));
    const moves = told.map((events) =>
      events.filter(({ type }) => type === "issue:updated").map(({ id }) => id),
    );
    expect(new Set(moves.flat()).size).to.equal(1);
    expect(moves.map(({ length }) => length)).to.deep.equal([1, 1, 1, 1]);
    expect(await server().events(`orgs/${organizationId}/issues`)).to.have.length(3);
    const map = Heatmap.parse(
      (await manager.get("/realtime/heatmap?bbox=11.5749,48.1369,11.5751,48.1371")).body,
    );
    expect(map.cells.map(({ open }) => open)).to.deep.equal([2]);
    expect(map.campuses).to.have.length(1).and.to.have.nested.property("[0].campusId", east.id);
    expect(await stranger.get(path)).to.deep.equal(hidden);
  });
});
