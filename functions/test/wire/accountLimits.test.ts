import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { type ApiAnswer, send } from "../support/api.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { aUser, type TestUser } from "../support/users.js";
import { expectProblem } from "./problems.js";
import { channelOf, openStream } from "./signals.js";

const RateLimit = /^"(\w+)";r=(\d+);t=(\d+)$/;
const RateLimitPolicy = /^"(\w+)";q=(\d+);w=(\d+)$/;

describe("F7: what one account does is bounded", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  /** Half of production's limits: on a busy machine larger buckets refill as fast as calls are answered. */
  let strict: ServerProcess;

  before(async () => {
    [server, strict] = await Promise.all([
      startServer({ REALTIME_RATE_FACTOR: 1 }),
      startServer({ REALTIME_RATE_FACTOR: 0.5, REALTIME_STREAMS_PER_USER: 1000 }),
    ]);
  });

  after(() => Promise.all([server.stop(), strict.stop()]));

  const call = (
    user: TestUser,
    method: string,
    path: string,
    { at = server, body }: { at?: ServerProcess; body?: unknown } = {},
  ): Promise<ApiAnswer> =>
    send(at.baseUrl, method, path, { token: user.idToken, ...(body !== undefined && { body }) });
  const many = <T>(count: number, act: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, act));
  const statuses = (answers: readonly ApiAnswer[]): Record<number, number> => {
    const counted: Record<number, number> = {};
    for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1;
    return counted;
  };

  const loads: Record<string, [method: string, path: (user: TestUser) => string, ok: number, more: number]> =
    {
      "reads of history": ["GET", (user) => `/realtime/history?channel=${channelOf(user)}`, 200, 400],
      "writes, spread over spaces": ["POST", () => "/spaces/none/chat/typing", 404, 600],
      "device deletions": ["DELETE", () => "/devices/none", 404, 600],
      tickets: ["POST", () => "/realtime/tickets", 201, 140],
    };
  for (const [what, [method, path, expected, count]] of Object.entries(loads)) {
    it(`${what}: 100 at once pass, ${count} do not, and those are told when to come back`, async () => {
      const user = await aUser();
      const body = path(user).endsWith("typing") ? { typing: true } : undefined;
      const at = what === "tickets" ? server : strict;
      const act = () => call(user, method, path(user), { at, body });
      const burst = await many(100, act);
      expect(statuses(burst)).to.deep.equal({ [expected]: 100 });
      const refused = (await many(count - 100, act)).find(({ status }) => status === 429);
      if (!refused) throw new Error("All passed.");
      expectProblem(refused, 429, "rate-limited");
      expect(refused.headers["ratelimit"]).to.match(RateLimit);
      expect(refused.headers["ratelimit-policy"]).to.match(RateLimitPolicy);
      await delay(Number(refused.headers["retry-after"]) * 1000);
      expect((await act()).status).to.equal(expected);
    });
  }

  it("an ordinary answer says how the limit stands, a stream's too", async () => {
    const user = await aUser();
    const path = `/realtime/history?channel=${channelOf(user)}`;
    const left = ({ headers }: { headers: ApiAnswer["headers"] }) =>
      RateLimit.exec(String(headers["ratelimit"]))?.slice(1, 3);
    const first = await call(user, "GET", path);
    expect(left(first)).to.deep.equal(["reads", "299"]);
    const later = await many(100, () => call(user, "GET", path));
    const fewest = Math.min(...later.map((answer) => Number(left(answer)?.[1])));
    expect(fewest, "all of them count").to.be.below(299);
    expect(first.headers["ratelimit-policy"]).to.equal('"reads";q=300;w=10');
    const stream = await openStream(server, user);
    stream.close();
    expect(left(stream.response)).to.deep.equal(["opens", "199"]);
    expect(left(await send(server.baseUrl, "GET", "/openapi.json"))?.[0]).to.equal("calls");
  });

  it("so do problems, whoever asks for whatever", async () => {
    const user = await aUser();
    const nameOf = async (method: string, path: string, token?: string) => {
      const { status, headers } = await send(
        server.baseUrl,
        method,
        path,
        token === undefined ? {} : { token },
      );
      expect(headers["ratelimit-policy"]).to.match(RateLimitPolicy);
      return [status, RateLimit.exec(String(headers["ratelimit"]))?.[1]];
    };
    const { idToken } = user;
    const told = await Promise.all([
      nameOf("GET", "/spaces/none", idToken),
      nameOf("POST", "/spaces", idToken),
      nameOf("GET", "/sse/stream?channels=spaces/none/chat", idToken),
      nameOf("GET", "/spaces/none"),
      nameOf("GET", "/spaces/none", "not.a.token"),
      nameOf("GET", "/nowhere", idToken),
      nameOf("PATCH", "/spaces", idToken),
    ]);
    expect(told).to.deep.equal([
      [404, "reads"],
      [400, "writes"],
      [404, "opens"],
      [401, "failures"],
      [401, "failures"],
      [404, "calls"],
      [405, "calls"],
    ]);
  });

  it("opening: 100 streams at once pass; later ones get 429, and an EventSource is asked to come back", async () => {
    const user = await aUser();
    const open = (headers = {}) =>
      openStream(strict, user, { headers: { Authorization: `Bearer ${user.idToken}`, ...headers } });
    const first = await many(100, open);
    expect(first.every(({ status }) => status === 200)).to.equal(true);
    const [later, asked] = await Promise.all([
      many(100, open),
      many(100, () => open({ Accept: "text/event-stream" })),
    ]);
    const refused = later.find(({ status }) => status === 429);
    expect(refused?.response.headers["retry-after"]).to.match(/^\d+$/);
    const back = await Promise.any(asked.map((stream) => stream.ended.then(() => stream)));
    const { reason, retryMs } = Reconnect.parse(back.frames[0]?.data);
    expect([back.status, back.retryMs, reason]).to.deep.equal([200, retryMs, "rate_limited"]);
    expect(retryMs).to.be.within(1000, 40_000);
    for (const stream of [...first, ...later, ...asked]) stream.close();
  });

  it("of 231 KB of bad keys, the answer is small", async () => {
    const user = await aUser();
    const spaces = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`bad key ${n}`, 1]));
    const answer = await call(user, "PUT", "/notifications/preferences", { body: { spaces } });
    expectProblem(answer, 400, "invalid-request");
    expect(answer.text.length).to.be.below(10_000);
  });
});

describe("limits by address", function () {
  this.timeout(60_000);
  let server: ServerProcess;

  before(async () => {
    server = await startServer({ REALTIME_RATE_FACTOR: 0.7 });
  });

  after(() => server.stop());

  const all = (count: number, act: (n: number) => Promise<ApiAnswer>) =>
    Promise.all(Array.from({ length: count }, (_, n) => act(n)));

  it("100 calls without an account pass, and headers that a caller forges buy no more", async () => {
    const health = (n: number) =>
      send(server.baseUrl, "GET", "/realtime/health", {
        headers: {
          "X-Forwarded-For": `198.51.${n >> 8}.${n & 255}`,
          "X-Forwarded-Host": `h${n}.example`,
          "Fastly-Client-IP": `203.0.${n >> 8}.${n & 255}`,
          Forwarded: `for=192.0.2.${n & 255}`,
        },
      });
    expect((await all(100, health)).map(({ status }) => status)).to.deep.equal(Array(100).fill(200));
    const refused = (await all(600, health)).find(({ status }) => status === 429);
    if (!refused) throw new Error("All passed.");
    expectProblem(refused, 429, "rate-limited");
    expect(refused.headers).to.have.any.keys("retry-after", "ratelimit", "ratelimit-policy");
  });

  it("signing in wrong again and again is bounded, and does not lock out who signs in right", async () => {
    const user = await aUser();
    const wrong = () => send(server.baseUrl, "GET", "/spaces/x", { token: "not.a.token" });
    const answers = await all(300, wrong);
    expect(answers.slice(0, 100).every(({ status }) => status === 401)).to.equal(true);
    expect(answers.at(-1)?.status).to.equal(429);
    const right = await send(server.baseUrl, "GET", "/spaces/x", { token: user.idToken });
    expect(right.status).to.equal(404);
  });
});
