import { expect } from "chai";
import fc from "fast-check";
import { WireEvent } from "@firecast/contract/core/events";
import { applyPatch, type StateObject, valueAt } from "@firecast/contract/statePatch";
import { StateChanged, StateUpdated, Tool, ToolState } from "@firecast/contract/tools";
import { minutes } from "../../../../src/platform/clock.js";
import { faultyFirestore, unavailable } from "../../../realtime/support/faultyFirestore.js";
import { callerOf } from "../../../support/caller.js";
import { SseClient } from "../../../support/sse.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { aPlace } from "../../people.js";

/** Not the whole hour: an ID token is valid for that long. */
const ahead = { now: () => Date.now() + minutes(58) };
const { firestore } = theFirebase();
/** Every fifth commit does not arrive, and of every seventh the answer is lost. */
const unsteady = faultyFirestore(firestore, async (commit, attempt) => {
  if (attempt % 5 === 1) throw unavailable();
  await commit();
  if (attempt % 7 === 2) throw unavailable();
});

const aKey = fc.constantFrom("a", "a.x", "a.x.y", "b", "b.x", "c");
const aWrite = fc.record({
  instance: fc.nat(2),
  writer: fc.nat(1),
  key: aKey,
  value: fc.oneof(fc.constant(null), fc.nat(9), fc.constant({ x: 1 }), fc.constant([1, [2]])),
  /** How far behind the newest version the writer is. */
  lag: fc.nat(3),
});
const isOverlapping = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

describe("many writers of one tool's state, on instances whose clocks are almost an hour apart", () => {
  const servers = [
    anInstance(),
    anInstance({ clock: ahead }),
    anInstance({ firebase: { ...theFirebase(), firestore: unsteady } }),
  ];
  const server = (index: number) => (servers[index % 3] ?? servers[0])?.();

  async function aSharedTool() {
    const first = servers[0]?.();
    if (!first) throw new Error("There is an instance.");
    const place = await aPlace(first);
    const [mia, { body }] = await Promise.all([place.member(), place.owner.post("/tools", { name: "Poll" })]);
    const { id } = Tool.parse(body);
    await place.owner.post(`/tools/${id}/deploy`, { spaceId: place.id });
    return { writers: [place.owner, mia], path: `/tools/${id}/state`, channel: `tools/${id}/state`, first };
  }

  it("have one state everywhere, each change once, and each writer hears what it has overwritten", async () => {
    const { writers, path, channel, first } = await aSharedTool();
    const [owner] = writers;
    if (!owner) throw new Error("There is a writer.");
    const { cursor } = ToolState.parse((await owner.get(path)).body);
    const streams = await Promise.all(
      [0, 2].map((index) =>
        SseClient.open(`${server(index)?.url}${path}/stream?cursor=${cursor}`, { token: owner.user.idToken }),
      ),
    );
    let newest = 0;
    const made: { version: number; by: string; key: string; base: number; overwritten: object }[] = [];

    await fc.assert(
      fc.asyncProperty(fc.array(aWrite, { minLength: 8, maxLength: 16 }), async (writes) => {
        const base = newest;
        await Promise.all(
          writes.map(async ({ instance, writer, key, value, lag }) => {
            const person = writers[writer] ?? owner;
            const caller = callerOf(server(instance)?.url ?? "", person.user);
            const baseVersion = Math.max(0, base - lag);
            const { status, body } = await caller.post(path, { patch: { [key]: value }, baseVersion });
            expect(status, JSON.stringify(body)).to.equal(200);
            const { version, overwritten } = StateChanged.parse(body);
            newest = Math.max(newest, version);
            made.push({ version, by: person.uid, key, base: baseVersion, overwritten });
          }),
        );
      }),
      { numRuns: 2, endOnFailure: true },
    );

    made.sort((one, other) => one.version - other.version);
    expect(made.map(({ version }) => version)).to.deep.equal(made.map((_, index) => index + 1));
    const updates = (await first.events(channel)).map(({ data }) => StateUpdated.parse(data));
    expect(updates.map(({ version, by }) => ({ version, by }))).to.deep.equal(
      made.map(({ version, by }) => ({ version, by })),
    );
    let state: StateObject = {};
    for (const { version, by, key, base, overwritten } of made) {
      const others = updates.slice(base, version - 1).filter((update) => update.by !== by);
      const isChanged = others.some(({ patch }) => Object.keys(patch).some((at) => isOverlapping(at, key)));
      expect(overwritten).to.deep.equal(isChanged ? { [key]: valueAt(state, key) ?? null } : {});
      state = applyPatch(state, updates[version - 1]?.patch ?? {});
    }
    for (const index of [0, 1, 2]) {
      const answer = await callerOf(server(index)?.url ?? "", owner.user).get(path);
      expect(answer.body).to.deep.include({ version: newest, state });
    }
    for (const stream of streams) {
      await stream.until(() => stream.named("tool:state:updated").length >= newest);
      stream.close();
      const seen = stream
        .named("tool:state:updated")
        .map(({ data }) => StateUpdated.parse(WireEvent.parse(data).data));
      expect(seen).to.deep.equal(updates);
    }
  }).timeout(60_000);
});
