import { expect } from "chai";
import type { Bus } from "../../../src/realtime/index.js";
import { readSettings } from "../../../src/platform/params.js";
import type { Answered } from "../../support/caller.js";
import { SseClient } from "../../support/sse.js";
import { anInstance } from "../../support/testInstance.js";
import { organizationOn } from "./organization.js";

type Trouble = "rejects" | "never answers";

describe("the operations of issues", function () {
  this.timeout(60_000);
  let trouble: Trouble | undefined;
  const troubled = (bus: Bus): Bus => ({
    ...bus,
    publish: (...what) => {
      if (trouble === "rejects") return Promise.reject(new Error("the bus is down"));
      return trouble ? new Promise(() => undefined) : bus.publish(...what);
    },
  });
  const settings = { ...readSettings(), rateFactor: 1000 };
  const server = anInstance({ settings, wrapBus: troubled });

  /** What each of the five answered, and how long the slowest took, ms. */
  async function all(): Promise<{ statuses: number[]; slowest: number; stored: unknown }> {
    const { admin, manager, member, report, statistics } = await organizationOn(server());
    const follower = await SseClient.open(`${server().url}/realtime/issues/stream`, {
      token: member.user.idToken,
    });
    await follower.waitFor(({ event }) => event === "connected");
    let slowest = 0;
    const statuses: number[] = [];
    const timed = async (call: () => Promise<Answered>): Promise<void> => {
      const begun = performance.now();
      statuses.push((await call()).status);
      slowest = Math.max(slowest, performance.now() - begun);
    };
    const issue = await report();
    const path = `/issues/${issue.id}`;
    const draft = { title: "Door", category: "door", severity: "low", buildingId: issue.buildingId };
    await timed(() => member.post("/issues", draft));
    await timed(() => member.patch(path, { title: "The other lift" }));
    await timed(() => manager.post(`${path}/assign`, { assigneeId: member.uid }));
    await timed(() => manager.post(`${path}/resolve`, { resolution: "done" }));
    await timed(() => admin.delete(path));
    // The log knows it all: a reader of this instance misses nothing.
    await follower.waitFor(({ event }) => event === "issue:deleted");
    follower.close();
    const { open, resolved } = await statistics();
    return { statuses, slowest, stored: { open, resolved } };
  }

  for (const kind of ["rejects", "never answers"] as const) {
    it(`are answered soon, and stored, while Pub/Sub ${kind}`, async () => {
      trouble = kind;
      const { statuses, slowest, stored } = await all();
      trouble = undefined;
      expect(statuses).to.deep.equal([201, 200, 200, 200, 204]);
      // 250 ms of patience, and a busy machine.
      expect(slowest).to.be.below(3000);
      expect(stored).to.deep.equal({ open: 1, resolved: 0 });
    });
  }
});
