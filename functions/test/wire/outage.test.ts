import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { Ticket } from "@firecast/contract/realtime";
import { type ApiAnswer, send } from "../support/api.js";
import { type CuttableProxy, cuttableProxy } from "../support/cuttableProxy.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, openStream, payloadsOf, seqsOf, signal } from "./signals.js";
import { expectProblem } from "./problems.js";

/** A process that loses Firestore, by connections that are refused, and by some that fall silent. */
const kinds = ["refused", "silent"] as const;

interface Timed<T> {
  value: T;
  ms: number;
}

interface Outage {
  server: ServerProcess;
  proxy: CuttableProxy;
  user: TestUser;
  kept: SseClient;
  answers: Record<"health" | "publish" | "history" | "space", Timed<ApiAnswer>>;
  streams: Record<"fresh" | "ticket" | "member", Timed<SseClient>>;
}

async function timed<T>(work: Promise<T>): Promise<Timed<T>> {
  const from = performance.now();
  const value = await work;
  return { value, ms: performance.now() - from };
}

async function ended(opening: Promise<SseClient>): Promise<SseClient> {
  const stream = await opening;
  await stream.ended;
  return stream;
}

describe("without Firestore", function () {
  this.timeout(60_000);
  const outages = new Map<string, Outage>();
  let elsewhere: ServerProcess;

  before(async () => {
    elsewhere = await sharedServer("first");
    await Promise.all(kinds.map(async (kind) => outages.set(kind, await live(kind))));
  });

  after(async () => {
    await Promise.all(
      [...outages.values()].map(async ({ server, proxy, kept }) => {
        kept.close();
        await server.stop();
        await proxy.close();
      }),
    );
  });

  /** Asks for everything at once while the connection is cut. */
  async function live(kind: (typeof kinds)[number]): Promise<Outage> {
    const proxy = await cuttableProxy(process.env["FIRESTORE_EMULATOR_HOST"] ?? "");
    const server = await startServer({
      FIRESTORE_EMULATOR_HOST: proxy.address,
      REALTIME_PING_MS: 1000,
      REALTIME_VERIFY_MS: 1000,
    });
    const [user, other] = await Promise.all([aUser(), aUser()]);
    const kept = await connected(server, user);
    await signal(server, user, "before");
    await arrives(kept, "before");
    const bought = await send(server.baseUrl, "POST", "/realtime/tickets", { token: user.idToken });
    const { ticket } = Ticket.parse(bought.json());

    await proxy.cut(kind);
    await signal(elsewhere, user, "during");
    await arrives(kept, "during");
    const call = (method: string, path: string, body?: unknown) =>
      timed(
        send(server.baseUrl, method, path, { token: user.idToken, body, ...(body !== undefined && keyed) }),
      );
    const [health, publish, history, space, fresh, byTicket, member] = await Promise.all([
      call("GET", "/realtime/health"),
      call("POST", "/realtime/publish", aSignal(user)),
      call("GET", `/realtime/history?channel=${channelOf(user)}`),
      call("POST", "/spaces", { name: "never" }),
      timed(ended(openStream(server, other))),
      timed(ended(SseClient.open(`${server.baseUrl}/sse/stream?channels=global&ticket=${ticket}`))),
      timed(ended(openStream(server, user, { query: "channels=spaces/some/chat" }))),
    ]);
    const answers = { health, publish, history, space };
    return { server, proxy, user, kept, answers, streams: { fresh, ticket: byTicket, member } };
  }

  const keyed = { headers: { "Idempotency-Key": "the-same-request" } };
  const aSignal = (user: TestUser) => ({
    channel: channelOf(user),
    type: "user:signal:sent",
    data: { topic: "t", payload: "repeated" },
  });

  const of = (kind: string): Outage => {
    const outage = outages.get(kind);
    if (!outage) throw new Error("begins before the tests");
    return outage;
  };

  for (const kind of kinds) {
    describe(`(connections ${kind})`, () => {
      it("health answers", () => {
        expect(of(kind).answers.health.value.status).to.equal(200);
      });

      for (const name of ["publish", "history", "space"] as const) {
        it(`${name} answers 503 with Retry-After within 12 s`, () => {
          const { value, ms } = of(kind).answers[name];
          const { detail } = expectProblem(value, 503, "unavailable");
          expect(detail).to.match(/Repeat the request/);
          expect(value.headers["retry-after"]).to.match(/^[1-9]\d?$/);
          expect(ms).to.be.lessThan(12_000);
        });
      }

      for (const name of ["fresh", "ticket", "member"] as const) {
        it(`a new stream (${name}) is asked to come back within 12 s: EventSource would give up on a 503`, () => {
          const { value, ms } = of(kind).streams[name];
          expect(value.status).to.equal(200);
          expect(value.frames.map(({ data }) => Reconnect.parse(data).reason)).to.deep.equal(["unavailable"]);
          expect(ms).to.be.lessThan(12_000);
        });
      }

      it("restored, it serves again without a restart, and the open stream goes on; a repeat takes effect once", async () => {
        const { server, proxy, user, kept } = of(kind);
        await proxy.restore();
        const again = () =>
          send(server.baseUrl, "POST", "/realtime/publish", {
            token: user.idToken,
            body: aSignal(user),
            ...keyed,
          });
        await eventually(again, ({ status }) => status === 201, 30_000);
        await signal(server, user, "after");
        await arrives(kept, "after");
        const fresh = await connected(server, user, { query: "history=50" });
        await arrives(fresh, "after");
        fresh.close();
        expect(payloadsOf(kept.frames)).to.deep.equal(["before", "during", "repeated", "after"]);
        expect(seqsOf(kept.frames)).to.deep.equal([1, 2, 3, 4]);
        expect(payloadsOf(fresh.frames)).to.deep.equal(["before", "during", "repeated", "after"]);
        expect(kept.named("reset", "reconnect")).to.deep.equal([]);
      });
    });
  }
});
