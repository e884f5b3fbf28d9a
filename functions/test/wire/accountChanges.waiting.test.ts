import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { Ticket } from "@firecast/contract/realtime";
import { callerOf } from "../support/caller.js";
import { eventually } from "../support/eventually.js";
import { nextSecond } from "../support/nextSecond.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { type Frame, SseClient } from "../support/sse.js";
import { auth, aUser, type TestUser } from "../support/users.js";
import { arrives, connected, openStream, payloadsOf, signal } from "./signals.js";

const endsWithin = 60_000;
const unauthenticated = {
  event: "error",
  id: undefined,
  data: { type: "urn:firecast:problem:unauthenticated", title: "Sign in first", status: 401 },
};
const claims = { organizationId: "northside", role: "admin" } as const;

/**
 * The servers have production's settings in what matters here: how long a user is judged by what was known. Everything
 * begins at once and each rule waits for its own.
 */
describe("an account that changes", function () {
  this.timeout(90_000);
  let first: ServerProcess;
  let second: ServerProcess;
  const begun = new Map<string, Promise<void>>();

  before(async () => {
    [first, second] = await Promise.all([sharedServer("first"), sharedServer("second")]);
    for (const [title, rule] of rules) {
      const running = rule();
      running.catch(() => undefined); // told to its own test
      begun.set(title, running);
    }
  });

  const rules = new Map<string, () => Promise<void>>();
  const beginning = (title: string, rule: () => Promise<void>): void => {
    rules.set(title, rule);
    it(title, () => begun.get(title));
  };

  async function endOf(stream: SseClient): Promise<Frame | undefined> {
    await stream.until(() => false, endsWithin);
    return stream.frames.at(-1);
  }

  const endings: [string, (user: TestUser) => Promise<unknown>][] = [
    ["is disabled", ({ uid }) => auth().updateUser(uid, { disabled: true })],
    ["is deleted", ({ uid }) => auth().deleteUser(uid)],
    ["is signed out everywhere", ({ uid }) => auth().revokeRefreshTokens(uid)],
  ];
  for (const [title, change] of endings) {
    beginning(`F2: a user who ${title} loses tickets at once, streams, polls and REST soon`, async () => {
      const user = await aUser();
      const stream = await connected(first, user);
      const caller = callerOf(second.baseUrl, user);
      const { ticket } = Ticket.parse((await caller.post("/realtime/tickets")).body);
      // What is revoked is what was issued in a second before.
      await nextSecond();
      await change(user);
      const byTicket = await SseClient.open(`${second.baseUrl}/realtime/events?ticket=${ticket}`);
      byTicket.close();
      expect(byTicket.status).to.equal(401);
      expect(await endOf(stream)).to.deep.equal(unauthenticated);
      const again = await openStream(first, user, { lastEventId: stream.lastEventId });
      const poll = await openStream(first, user, { query: "poll=1" });
      expect([again.status, poll.status]).to.deep.equal([401, 401]);
      await eventually(
        async () => (await caller.get("/notifications")).status,
        (status) => status === 401,
        30_000,
      );
    });
  }

  const changes: [string, (user: TestUser) => Promise<unknown>][] = [
    ["another role", ({ uid }) => auth().setCustomUserClaims(uid, { ...claims, role: "member" })],
    ["another organization", ({ uid }) => auth().setCustomUserClaims(uid, { organizationId: "elsewhere" })],
    ["a verified address", ({ uid }) => auth().updateUser(uid, { emailVerified: true })],
  ];
  for (const [title, change] of changes) {
    beginning(
      `H6: a stream ends when its user gets ${title}, and misses nothing when it comes back`,
      async () => {
        const user = await aUser(claims);
        const stream = await connected(first, user);
        await change(user);
        const last = await endOf(stream);
        expect([last?.event, Reconnect.parse(last?.data).reason]).to.deep.equal([
          "reconnect",
          "rights_changed",
        ]);
        await signal(second, user, "meanwhile");
        const again = await connected(first, user, { lastEventId: stream.lastEventId });
        await arrives(again, "meanwhile");
        again.close();
        expect(payloadsOf(again.frames)).to.deep.equal(["meanwhile"]);
      },
    );
  }

  beginning(
    "F4: who is no operator any more may not publish to `global` 30 s later, by the same token",
    async () => {
      const operator = await aUser({ operator: true });
      const data = { status: "ok", message: operator.uid };
      const event = { channel: "global", type: "system:health_update", data };
      const caller = callerOf(first.baseUrl, operator);
      let lastTakenAt = 0;
      const publish = async () => {
        const at = Date.now();
        const { status } = await caller.post("/realtime/publish", event);
        if (status === 201) lastTakenAt = at;
        return status;
      };
      expect(await publish()).to.equal(201);
      await auth().setCustomUserClaims(operator.uid, {});
      const changedAt = Date.now();
      // A busy machine may answer a publication late, and 503: that says nothing of the right to it.
      await eventually(publish, (status) => status === 403, 50_000);
      expect(lastTakenAt - changedAt).to.be.lessThan(32_000);
    },
  );

  beginning("F2: a stream goes on while nothing of its user changes that matters", async () => {
    const user = await aUser(claims);
    const stream = await connected(first, user);
    await auth().updateUser(user.uid, { displayName: "Another name" });
    // The account is looked at once in between.
    await delay(35_000);
    await signal(second, user, "still here");
    await arrives(stream, "still here");
    stream.close();
    expect(stream.named("reconnect", "error")).to.deep.equal([]);
  });
});
