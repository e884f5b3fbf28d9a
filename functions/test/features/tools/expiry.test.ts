import { expect } from "chai";
import { z } from "zod";
import { days, minutes, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { eventAt } from "../../../src/realtime/log/event.js";
import { database } from "../../support/database.js";
import { aTool as storedTool } from "./builders.js";
import { standsWhatJobsMust } from "../../support/jobKit.js";
import { standingClock } from "../../support/setClock.js";
import { anInstance } from "../../support/testInstance.js";
import { aUser, type TestUser } from "../../support/users.js";

const Made = z.object({ id: z.string() });

describe("a tool whose time is over", () => {
  const clock = standingClock();
  const server = anInstance({ clock });

  const inMinutes = (n: number): string => toTimestamp(clock.now() + minutes(n));
  const aTool = async (user: TestUser, expiresAt: string): Promise<string> => {
    const { body } = await server().as(user).post("/tools", { name: "Poll", expiresAt });
    return Made.parse(body).id;
  };
  /** What a run did to tools: other suites leave it figures to recount. */
  const run = async () => {
    const { counts } = await server().instance.jobs.called("tool-lifecycle", undefined);
    return Object.fromEntries(
      Object.entries(counts).filter(([name]) => /^(warned|archived|failed)$/.test(name)),
    );
  };
  const alertsFor = async ({ uid }: TestUser): Promise<unknown[]> => {
    const alerts = database().collection("announcements").where("audience.uids", "array-contains", uid);
    return (await alerts.get()).docs.map((alert): unknown => alert.get("title"));
  };

  it("is in the archive after its owner was warned once, unless it was prolonged", async () => {
    const alice = await aUser();
    const threeDays = days(3) / minutes(1);
    const soon = await aTool(alice, inMinutes(5));
    const later = await aTool(alice, inMinutes(threeDays + 10));
    const kept = await aTool(alice, inMinutes(8));
    expect(await run()).to.deep.equal({ warned: 2 });
    expect(await run()).to.deep.equal({});

    const prolonged = await server().as(alice).patch(`/tools/${kept}`, { expiresAt: null });
    expect(prolonged.body).to.include({ version: 1 }).and.not.to.have.property("expiresAt");
    clock.pass(minutes(11));
    expect(await run()).to.deep.equal({ archived: 1, warned: 1 });
    expect(await run()).to.deep.equal({});

    const archivedAt = async (id: string): Promise<unknown> =>
      (await database().doc(`tools/${id}`).get()).get("archivedAt");
    expect([await archivedAt(kept), await archivedAt(later)]).to.deep.equal([undefined, undefined]);
    expect(await archivedAt(soon)).to.equal(toTimestamp(clock.now()));
    expect((await server().events(`tools/${soon}`)).map(({ type }) => type)).to.deep.equal(["tool:archived"]);
    expect(await alertsFor(alice)).to.deep.equal(Array(3).fill("Poll is about to expire"));
  });

  const expired: string[] = [];
  let poisoned: string[] = [];
  const expire = async (count: number, fields: object = {}): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => `expired-${randomIds.next()}`);
    const long = "2026-01-01T00:00:00.000Z";
    const writer = database().bulkWriter();
    for (const id of ids) {
      const tool = { ...storedTool({ id, expiresAt: long }), expiryDueAt: long, ...fields };
      void writer.create(database().doc(`tools/${id}`), tool);
    }
    await writer.close();
    return ids;
  };
  standsWhatJobsMust(server, {
    job: "tool-lifecycle",
    backlog: 251,
    due: async (count) => {
      const ids = await expire(count);
      expired.push(...ids);
      return ids;
    },
    done: async () => {
      const firstTwo = expired.flatMap((id) => [1, 2].map((seq) => eventAt(database(), `tools/${id}`, seq)));
      if (firstTwo.length === 0) return [];
      const events = await database().getAll(...firstTwo);
      return events.flatMap(({ exists }, index) => (exists ? (expired[Math.floor(index / 2)] ?? []) : []));
    },
    poison: {
      make: async () => (poisoned = await expire(1, { name: 5 })),
      mend: async () => {
        const [id = ""] = poisoned;
        expired.push(id);
        await database().doc(`tools/${id}`).update({ name: "Poll" });
        return id;
      },
    },
  });
});
