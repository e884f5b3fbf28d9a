import { expect } from "chai";
import { randomIds } from "../../../src/platform/ids.js";
import {
  type Instance,
  type InstanceState,
  instanceRegistry,
} from "../../../src/realtime/presence/instanceRegistry.js";
import { database } from "../../support/database.js";
import { eventually } from "../../support/eventually.js";
import { type SetClock, setClock } from "../../support/setClock.js";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const chat = "spaces/s1/chat";

function aRegistry(clock: SetClock, instanceId = randomIds.next()) {
  const found: Instance[] = [];
  const ended = (instance: Instance): void => void found.push(instance);
  const deps = { firestore: database(), clock, log: silent, instanceId, ended };
  return { instanceId, found, registry: instanceRegistry(deps) };
}

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
    await Promise.all([busy.registry.stop(new Map()), idle.registry.stop(new Map())]);
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
    await registry.stop(new Map());
  });

  it("has one of the others tell, once, whom an instance left behind that was killed or is shut down", async () => {
    const clock = setClock();
    const [killed, shut, one, other] = [
      aRegistry(clock),
      aRegistry(clock),
      aRegistry(clock),
      aRegistry(clock),
    ];
    const state = { streams: 1, present: new Map([[chat, ["mia"]]]) };
    for (const { registry } of [killed, shut]) registry.start(() => state);
    const look = async () => {
      const live = (await Promise.all([one.registry.live(), other.registry.live()])).flat();
      return live.map(({ id }) => id);
    };
    await eventually(look, (ids) => [killed, shut].every(({ instanceId }) => ids.includes(instanceId)));
    const endedOf = ({ instanceId }: { instanceId: string }) =>
      [...one.found, ...other.found].filter(({ id }) => id === instanceId);

    await shut.registry.stop(state.present);
    expect(await look()).not.to.include(shut.instanceId);
    clock.pass(14_999);
    await look();
    expect(endedOf(shut)).to.deep.equal([]);
    clock.pass(1);
    await look();
    const present = [{ channel: chat, uids: ["mia"] }];
    const left = await eventually(
      () => endedOf(shut),
      ({ length }) => length > 0,
    );
    expect(left).to.deep.equal([{ id: shut.instanceId, streams: 0, present }]);
    clock.pass(45_000);
    for (let times = 0; times < 3; times++) await look();
    await eventually(
      () => endedOf(killed),
      ({ length }) => length > 0,
    );
    await Promise.all([killed, one, other].map(({ registry }) => registry.stop(new Map())));
    expect([endedOf(killed).length, endedOf(shut).length]).to.deep.equal([1, 1]);
  });

  it("ends no other whose clock is behind", async () => {
    const behind = aRegistry(setClock(new Date().toISOString()));
    const ahead = aRegistry(setClock(new Date(Date.now() + 3_600_000).toISOString()));
    behind.registry.start(() => ({ streams: 1, present: new Map([[chat, ["mia"]]]) }));
    const isThere = async () => (await database().doc(`instances/${behind.instanceId}`).get()).exists;
    await eventually(isThere, (there) => there);
    await ahead.registry.live();
    await behind.registry.live();
    expect([await isThere(), ahead.found.length]).to.deep.equal([true, 0]);
    await behind.registry.stop(new Map());
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
    await registry.stop(new Map());
  });
});
