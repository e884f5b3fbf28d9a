import { expect } from "chai";
import { WireEvent } from "@firecast/contract/core/events";
import { seconds } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { processLoad } from "../../../src/platform/meters/processLoad.js";
import { eventLog } from "../../../src/realtime/log/eventLog.js";
import type { InstanceFigures } from "../../../src/realtime/operations/snapshots.js";
import { healthOf, tellHealth } from "../../../src/realtime/operations/tellHealth.js";
import type { ClientSession } from "../../../src/realtime/session/clientSession.js";
import { recordedLog } from "../../support/recordedLog.js";
import { MemoryFirestore } from "../support/memoryFirestore.js";
import { virtualTime } from "../support/virtualTime.js";

const figures = (
  load: InstanceFigures["load"],
  ...clients: number[]
): Pick<InstanceFigures, "load" | "occupancy"> => ({
  load,
  occupancy: clients.map((count) => ({ clients: count, channels: [] })),
});

describe("the health of the deployment", () => {
  it("is that of the busiest instance, with the connections of all", () => {
    const instances = [
      figures({ cpu: 0.2, memory: 0.7, uptime: 60 }, 3, 1),
      figures({ cpu: 0.9, memory: 0.1, uptime: 7200 }, 10),
      figures({ cpu: 0, memory: 0, uptime: 0 }),
    ];
    expect(healthOf(instances)).to.deep.equal({
      cpu: 0.9,
      memory: 0.7,
      uptime: 7200,
      activeConnections: 14,
    });
    expect(healthOf([])).to.deep.equal({ cpu: 0, memory: 0, uptime: 0, activeConnections: 0 });
  });
});

describe("the load of a process", () => {
  it("is its share of the CPUs since a look of 5 s ago or longer, and of its memory", () => {
    let [now, cpuMs] = [0, 1000];
    const usage = { cpuMs: () => cpuMs, memory: () => 0.25, uptime: () => now / 1000, cpus: 2 };
    const load = processLoad({ now: () => now }, usage);
    const after = (ms: number, spent: number) => {
      [now, cpuMs] = [now + ms, cpuMs + spent];
      return load();
    };
    expect(after(0, 0)).to.deep.equal({ cpu: 0, memory: 0.25, uptime: 0 });
    expect(after(10_000, 5_000)).to.deep.equal({ cpu: 0.25, memory: 0.25, uptime: 10 });
    expect(after(1000, 2000).cpu).to.equal(0.25);
    expect(after(4000, 3000).cpu).to.equal(0.5);
    expect(after(5000, 20_000).cpu).to.equal(1);
  });
});

describe("operators who follow `system`", () => {
  let stored: MemoryFirestore;
  let now: number;

  beforeEach(() => {
    virtualTime.start();
    stored = new MemoryFirestore();
    now = Date.parse("2026-03-01T12:00:00.000Z");
  });

  afterEach(() => virtualTime.stop());

  const clock = { now: () => now };

  /** An instance on which these figures were found. */
  function anInstance(activeConnections: number) {
    const log = recordedLog();
    const { append } = eventLog({
      firestore: stored.asFirestore(),
      reader: stored.reader(),
      clock,
      ids: randomIds,
      random: () => 0.5,
      pause: () => Promise.resolve(),
      log,
      broadcast: () => Promise.resolve(),
    });
    const found = {
      id: "a",
      function: "streams",
      active: { users: [], anonymous: 0 },
      rates: { eventsPerMinute: 0, deliveriesPerMinute: 0, connectsPerMinute: 0 },
      metrics: [],
      ...figures({ cpu: 0.5, memory: 0.25, uptime: 60 }, activeConnections),
    };
    const snapshots = { all: () => Promise.resolve([found]) };
    return tellHealth({ snapshots, reader: stored.reader(), publisher: { append }, clock, log });
  }

  const aSession = (...channels: string[]) => ({ channels }) as unknown as ClientSession;

  const told = () => stored.events("system").map(({ wire }) => WireEvent.parse(JSON.parse(wire)).data);

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= seconds(1)) {
      now += seconds(1);
      await virtualTime.pass(seconds(1));
    }
  }

  it("hear of it every 30 s while they are there, and the log holds nothing when they are not", async () => {
    const health = anInstance(7);
    health.opened(aSession("global"));
    await pass(seconds(60));
    expect(told()).to.deep.equal([]);
    const session = aSession("global", "system");
    health.opened(session);
    await pass(seconds(60));
    expect(told()).to.deep.equal([
      { cpu: 0.5, memory: 0.25, uptime: 60, activeConnections: 7, timestamp: "2026-03-01T12:01:30.000Z" },
      { cpu: 0.5, memory: 0.25, uptime: 60, activeConnections: 7, timestamp: "2026-03-01T12:02:00.000Z" },
    ]);
    health.closed(session);
    await pass(seconds(60));
    expect(told()).to.have.length(2);
  });

  it("hear of it once, however many instances they are on", async () => {
    for (const connections of [1, 2, 3]) {
      anInstance(connections).opened(aSession("system"));
      await pass(seconds(7));
    }
    await pass(seconds(90 - 21));
    expect(told()).to.have.length(3);
  });

  it("hear nothing any more once they have lost the channel", async () => {
    const health = anInstance(1);
    const session = aSession("global", "system");
    health.opened(session);
    health.left?.(session, "global");
    await pass(seconds(30));
    health.left?.(session, "system");
    await pass(seconds(60));
    expect(told()).to.have.length(1);
  });
});
