import { expect } from "chai";
import { applyPatch, type StateObject } from "@firecast/contract/statePatch";
import { StateUpdated, Tool, ToolState } from "@firecast/contract/tools";
import { WireEvent } from "@firecast/contract/core/events";
import { hidden } from "../../../support/caller.js";
import { SseClient } from "../../../support/sse.js";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson, aPlace, type Person } from "../../people.js";

describe("the shared state of a tool", () => {
  const server = anInstance();

  /** A tool in a space, with its owner and a member. */
  async function aSharedTool() {
    const place = await aPlace(server());
    const [mia, { body }] = await Promise.all([place.member(), place.owner.post("/tools", { name: "Poll" })]);
    const { id } = Tool.parse(body);
    const path = `/tools/${id}`;
    await place.owner.post(`${path}/deploy`, { spaceId: place.id });
    return { ...place, mia, toolId: id, path, state: `${path}/state` };
  }

  const read = async (person: Person, path: string) => ToolState.parse((await person.get(path)).body);
  const open = (person: Person, path: string) =>
    SseClient.open(`${server().url}${path}`, { token: person.user.idToken });
  const updates = (stream: SseClient) =>
    stream.named("tool:state:updated").map(({ data }) => StateUpdated.parse(WireEvent.parse(data).data));

  it("begins empty, and every user who sees the tool changes it", async () => {
    const { state, toolId, owner, mia } = await aSharedTool();
    expect(await read(owner, state)).to.deep.include({ version: 0, state: {} });
    const patch = { title: "Lunch?", "votes.mia": 1 };
    expect(await mia.post(state, { patch })).to.deep.equal({
      status: 200,
      body: { version: 1, overwritten: {} },
    });
    expect((await owner.post(state, { patch: { "votes.olga": [[1]], title: null } })).body).to.include({
      version: 2,
    });
    expect(await read(mia, state)).to.deep.include({ version: 2, state: { votes: { mia: 1, olga: [[1]] } } });
    const [event] = await server().events(`tools/${toolId}/state`);
    expect(event).to.include({ type: "tool:state:updated", seq: 1, by: mia.uid });
    expect(event?.data).to.deep.equal({ toolId, version: 1, patch, by: mia.uid });
  });

  it("tells a writer what it has overwritten of others since its base", async () => {
    const { state, owner, mia } = await aSharedTool();
    await mia.post(state, { patch: { title: "Lunch?", place: "here" } });
    await owner.post(state, { patch: { title: "Dinner?" }, baseVersion: 1 });
    const { body } = await mia.post(state, { patch: { title: "Tea?", place: "there" }, baseVersion: 1 });
    expect(body).to.deep.equal({ version: 3, overwritten: { title: "Dinner?" } });
    await owner.post(state, { patch: { title: null } });
    const after = await mia.post(state, { patch: { title: "Tea!" }, baseVersion: 3 });
    expect(after.body).to.deep.equal({ version: 5, overwritten: { title: null } });
  });

  it("streams on from the version that was read, without a gap", async () => {
    const { state, owner, mia } = await aSharedTool();
    for (const [before, value] of [0, 1].entries()) {
      const { cursor, version } = await read(owner, state);
      expect(version).to.equal(before * 2);
      await mia.post(state, { patch: { missed: value } });
      const stream = await open(owner, `${state}/stream?cursor=${cursor}`);
      await mia.post(state, { patch: { live: value } });
      await stream.until(() => updates(stream).length >= 2);
      stream.close();
      expect(updates(stream).map(({ patch }) => patch)).to.deep.equal([{ missed: value }, { live: value }]);
      expect(stream.named("reset")).to.deep.equal([]);
    }
  });

  it("takes a keyed patch once, whatever it meets", async () => {
    const { state, owner, mia } = await aSharedTool();
    const keyed = () => mia.post(state, { patch: { a: 1 }, baseVersion: 0 }, { key: "k1" });
    const answers = await Promise.all([keyed(), owner.post(state, { patch: { b: 1 } }), keyed()]);
    expect(answers[2]).to.deep.equal(answers[0]);
    expect((await read(owner, state)).version).to.equal(2);
    await owner.post(state, { patch: { a: 2 } });
    expect(await keyed()).to.deep.equal(answers[0]);
    expect((await read(owner, state)).state).to.deep.equal({ a: 2, b: 1 });
    expect((await mia.post(state, { patch: { a: 3 } }, { key: "k1" })).status).to.equal(422);
  });

  it("refuses what is too much alone, and takes what it came with", async () => {
    const { state, owner, mia } = await aSharedTool();
    const large = "x".repeat(60_000);
    for (const key of ["a", "b", "c", "d"]) await owner.post(state, { patch: { [key]: large } });
    const answers = await Promise.all([
      mia.post(state, { patch: { e: 1 } }),
      mia.post(state, { patch: { f: large } }),
      owner.post(state, { patch: { g: 2 } }),
      owner.post(state, { patch: { h: 3 }, baseVersion: 1000 }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 413, 200, 400]);
    expect((await mia.post(state, { patch: { i: "x".repeat(65_536) } })).status).to.equal(413);
    expect((await read(owner, state)).state).to.include({ e: 1, g: 2 });
    for (const body of [
      {},
      { patch: {} },
      { patch: { "a..b": 1 } },
      { patch: { a: 1 }, by: "x" },
      { patch: [] },
    ])
      expect((await mia.post(state, body)).status, JSON.stringify(body)).to.equal(400);
  });

  it("is hidden from others, and ends for whoever sees the tool no more", async () => {
    const { state, path, id: spaceId, owner, mia } = await aSharedTool();
    const stranger = await aPerson(server());
    for (const tool of [state, "/tools/nothing/state"]) {
      expect(await stranger.get(tool)).to.deep.equal(hidden);
      expect(await stranger.post(tool, { patch: { a: 1 } })).to.deep.equal(hidden);
      const refused = await open(stranger, `${tool}/stream`);
      expect(refused.status).to.equal(404);
      refused.close();
    }
    const [hers, his] = await Promise.all([open(mia, `${state}/stream`), open(owner, `${state}/stream`)]);
    await Promise.all([hers, his].map((stream) => stream.waitFor(({ event }) => event === "connected")));
    await owner.delete(`${path}/deploy`, { body: { spaceId } });
    await hers.waitFor(({ event }) => event === "error");
    expect(await mia.post(state, { patch: { a: 1 } })).to.deep.equal(hidden);
    await owner.post(state, { patch: { a: 1 } });
    await his.waitFor(({ event }) => event === "tool:state:updated");
    hers.close();
    his.close();
    expect(updates(hers)).to.deep.equal([]);
  });

  it("ends for a member who leaves the space", async () => {
    const { state, path: tool, id: spaceId, mia } = await aSharedTool();
    const stream = await open(mia, `${state}/stream`);
    await stream.waitFor(({ event }) => event === "connected");
    await mia.post(state, { patch: { a: 1 } });
    await mia.delete(`/spaces/${spaceId}/members/${mia.uid}`);
    await stream.waitFor(({ event }) => event === "error");
    stream.close();
    expect(await mia.get(tool)).to.deep.equal(hidden);
  });

  it("comes first on a stream that asks for it, and then its changes", async () => {
    const { state, toolId, owner, mia } = await aSharedTool();
    await owner.post(state, { patch: { title: "Lunch?", "votes.mia": 1, gone: 1 } });
    await owner.post(state, { patch: { gone: null } });
    const stream = await open(mia, `${state}/stream?snapshot=1`);
    const { data } = await stream.waitFor(({ event }) => event === "snapshot");
    expect(data).to.deep.equal({
      channel: `tools/${toolId}/state`,
      seq: 2,
      entries: [
        { key: "title", data: "Lunch?" },
        { key: "votes", data: { mia: 1 } },
      ],
    });
    await owner.post(state, { patch: { "votes.mia": 2 } });
    await stream.waitFor(({ event }) => event === "tool:state:updated");
    stream.close();
    expect(updates(stream).map(({ version }) => version)).to.deep.equal([3]);
  });

  it("is what its events make of nothing", async () => {
    const { state, toolId, owner, mia } = await aSharedTool();
    const writes = Array.from({ length: 12 }, (_, n) =>
      (n % 2 ? owner : mia).post(state, { patch: { [`k${n % 3}.x`]: n, last: n } }),
    );
    await Promise.all(writes);
    const events = await server().events(`tools/${toolId}/state`);
    const folded = events
      .map(({ data }) => StateUpdated.parse(data).patch)
      .reduce<StateObject>(applyPatch, {});
    expect(await read(mia, state)).to.deep.include({ version: 12, state: folded });
  });
});
