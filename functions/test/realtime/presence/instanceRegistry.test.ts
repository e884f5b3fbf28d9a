import { expect } from "chai";
import { randomIds } from "../../../src/platform/ids.js";
import { type InstanceState, instanceRegistry } from "../../../src/realtime/presence/instanceRegistry.js";
import { database } from "../../support/database.js";
import { eventually } from "../../support/eventually.js";
import { type SetClock, setClock } from "../../support/setClock.js";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const chat = "spaces/s1/chat";

const aRegistry = (clock: SetClock, instanceId = randomIds.next()) => ({
  instanceId,
  registry: instanceRegistry({ firestore: database(), clock, log: silent, instanceId }),
});

describe("the registry of instances", () => {
  it("has an instance with streams, what it serves, and no other", async () => {
    const clock = setClock();
    const busy = aRegistry(clock);
    const idle = aRegistry(clock);
    busy.registry.start(() => ({ streams: 2, present: new Map([[chat, ["mia"]]]) }));
    idle.registry.start(() => ({ streams: 0, present: new Map() }));
    const live = await eventually(
      () => idle.registry.live(),
      (instances) => instances.some(({ id }) => id === busy.instanceId),
    );
    expect(live.find(({ id }) => id === busy.instanceId)).to.deep.equal({
      id: busy.instanceId,
      streams: 2,
      present: [{ channel: chat, uids: ["mia"] }],
    });
    expect(live.map(({ id }) => id)).not.to.include(idle.instanceId);
    await Promise.all([busy.registry.stop(), idle.registry.stop()]);
    expect((await idle.registry.live()).map(({ id }) => id)).not.to.include(busy.instanceId);
  });

  it("hears of a change long before the next beat", async () => {
    const { registry, instanceId } = aRegistry(setClock());
    let state: InstanceState = { streams: 1, present: new Map() };
    registry.start(() => state);
    const own = () => registry.live().then((live) => live.find(({ id }) => id === instanceId));
    await eventually(own, (instance) => instance !== undefined);
    state = { streams: 1, present: new Map([[chat, ["mia"]]]) };
    registry.changed();
    await eventually(own, (instance) => instance?.present.length === 1);
    await registry.stop();
  });

  it("forgets who has been silent for a minute", async () => {
    const clock = setClock();
    const { registry, instanceId } = aRegistry(clock);
    registry.start(() => ({ streams: 1, present: new Map() }));
    const isLive = async () => (await registry.live()).some(({ id }) => id === instanceId);
    await eventually(isLive, (live) => live);
    clock.pass(59_999);
    expect(await isLive()).to.equal(true);
    clock.pass(1);
    expect(await isLive()).to.equal(false);
    await registry.stop();
  });
});
