import { expect } from "chai";
import { type ApiAnswer, send } from "../support/api.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { aUser, type TestUser } from "../support/users.js";
import { channelOf, openStream } from "./signals.js";

const allowed = ["https://app.example", "https://admin.example:8443"];

describe("pages of other origins", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, user] = await Promise.all([startServer({ ALLOWED_ORIGINS: allowed.join(", ") }), aUser()]);
  });

  after(() => server.stop());

  const preflight = (path: string, origin?: string): Promise<ApiAnswer> =>
    send(server.baseUrl, "OPTIONS", path, {
      headers: {
        ...(origin !== undefined && { Origin: origin }),
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key,last-event-id",
      },
    });

  const corsOf = ({ status, headers }: ApiAnswer) => ({
    status,
    vary: headers.vary,
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control"))),
  });

  for (const origin of allowed) {
    it(`${origin}, which is on the list, may ask for everything`, async () => {
      for (const path of ["/api/realtime/publish", "/sse/stream", "/spaces/x/chat", "/no/such/route"]) {
        expect(corsOf(await preflight(path, origin))).to.deep.equal({
          status: 204,
          vary: "Origin",
          "access-control-allow-origin": origin,
          "access-control-allow-credentials": "true",
          "access-control-expose-headers":
            "Retry-After, Location, Idempotent-Replayed, RateLimit-Policy, RateLimit",
          "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
          "access-control-allow-headers":
            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Firebase-AppCheck",
          "access-control-max-age": "7200",
        });
      }
    });

    it(`${origin} may read answers, problems and streams`, async () => {
      const headers = { Origin: origin };
      const health = await send(server.baseUrl, "GET", "/realtime/health", { headers });
      const problem = await send(server.baseUrl, "GET", "/nope", { headers });
      const stream = await openStream(server, user, {
        headers: { ...headers, Authorization: `Bearer ${user.idToken}` },
      });
      stream.close();
      for (const answer of [health.headers, problem.headers, stream.response.headers]) {
        expect(answer["access-control-allow-origin"]).to.equal(origin);
        expect(answer["access-control-allow-credentials"]).to.equal("true");
      }
    });
  }

  for (const origin of [
    "https://app.example.evil.example",
    "https://evil.example",
    "https://notapp.example",
    "https://sub.app.example",
    "http://app.example",
    "https://app.example:444",
    "https://admin.example",
    "https://APP.example",
    "https://app.example/",
    "https://app.example, https://admin.example:8443",
    "null",
    "*",
    "",
    "http://localhost:5000",
    undefined,
  ]) {
    it(`${origin ?? "no origin"} is given nothing`, async () => {
      expect(corsOf(await preflight("/api/realtime/publish", origin))).to.deep.equal({
        status: 204,
        vary: "Origin",
      });
      const headers = origin === undefined ? {} : { Origin: origin };
      const path = `/api/realtime/history?channel=${channelOf(user)}`;
      const answer = await send(server.baseUrl, "GET", path, { token: user.idToken, headers });
      expect(corsOf(answer)).to.deep.equal({ status: 200, vary: "Origin" });
    });
  }
});
