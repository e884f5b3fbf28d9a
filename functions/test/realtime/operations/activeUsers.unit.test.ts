import { expect } from "chai";
import { WireEvent } from "@firecast/contract/core/events";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { eventLog } from "../../../src/realtime/log/eventLog.js";
import { type Active, activeOn, countActive } from "../../../src/realtime/operations/activeUsers.js";
import { InstanceFigures } from "../../../src/realtime/operations/snapshots.js";
import { tellActiveUsers } from "../../../src/realtime/operations/tellActiveUsers.js";
import type { ClientSession } from "../../../src/realtime/session/clientSession.js";
import { recordedLog } from "../../support/recordedLog.js";
import { MemoryFirestore } from "../support/memoryFirestore.js";

/** Sessions of these users; undefined has no account. */
const sessionsOf = (...uids: (string | undefined)[]) =>
  uids.map((uid) => ({ options: uid === undefined ? {} : { user: { uid } } }) as ClientSession);
const on = (...uids: (string | undefined)[]): { active: Active } => ({
  active: activeOn(sessionsOf(...uids)),
});

const rates = { eventsPerMinute: 0, deliveriesPerMinute: 0, connectsPerMinute: 0 };
const idle = { id: "a", function: "streams", occupancy: [], rates, metrics: [] };

describe("active users", () => {
  it("are counted once on all instances; without an account each stream counts", () => {
    const instances = [on("mia", "mia", "tom", undefined), on("mia", undefined, undefined), on()];
    expect(countActive(instances)).to.deep.equal({ total: 5, authenticated: 2, anonymous: 3 });
  });

  it("are not named by what an instance stores", () => {
    expect(JSON.stringify(activeOn(sessionsOf("mia")))).to.not.contain("mia");
  });

  it("are none of an instance that an earlier version of the code runs on", () => {
    expect(InstanceFigures.parse(idle).active).to.deep.equal({ users: [], anonymous: 0 });
  });
});

describe("active users are told", () => {
  const begin = Date.parse("2026-03-01T12:00:00.000Z");

  const aFleet = () => {
    const memory = new MemoryFirestore();
    let now = begin;
    const clock = { now: () => now };
    const instance = () => {
      const { append } = eventLog({
        firestore: memory.asFirestore(),
        reader: memory.reader(),
        clock,
        ids: randomIds,
        random: () => 0.5,
        pause: () => Promise.resolve(),
        log: recordedLog(),
        broadcast: () => Promise.resolve(),
      });
      return (...uids: (string | undefined)[]) => {
        const snapshots = {
          all: () => Promise.resolve([{ ...InstanceFigures.parse(idle), ...on(...uids) }]),
        };
        return tellActiveUsers({ snapshots, reader: memory.reader(), publisher: { append }, clock });
      };
    };
    const told = () => memory.events("analytics").map(({ wire }) => WireEvent.parse(JSON.parse(wire)).data);
    return { instance, told, pass: (ms: number) => void (now += ms) };
  };

  it("when they have changed, and a minute has passed", async () => {
    const { instance, told, pass } = aFleet();
    const tell = instance();
    await tell("mia", undefined);
    pass(minutes(1));
    await tell(undefined, "mia");
    pass(minutes(1));
    await tell("mia");
    pass(seconds(10));
    await tell();
    expect(told()).to.deep.equal([
      { total: 2, authenticated: 1, anonymous: 1, timestamp: "2026-03-01T12:00:00.000Z" },
      { total: 1, authenticated: 1, anonymous: 0, timestamp: "2026-03-01T12:02:00.000Z" },
    ]);
    pass(minutes(1));
    await tell();
    expect(told().at(-1)).to.deep.include({ total: 0, timestamp: "2026-03-01T12:03:10.000Z" });
  });

  it("once, when several instances are asked at the same time and see different figures", async () => {
    const { instance, told, pass } = aFleet();
    const fleet = [instance(), instance(), instance()];
    const users = ["mia", "tom", "ann"];
    const tellAll = (least: number) =>
      Promise.all(fleet.map((tell, index) => tell(...users.slice(0, least + index))));
    await tellAll(0);
    expect(told()).to.have.length(1);
    pass(minutes(1));
    await tellAll(1);
    await tellAll(1);
    expect(told()).to.have.length(2);
  });
});
