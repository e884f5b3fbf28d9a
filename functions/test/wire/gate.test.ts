import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { type ApiAnswer, type ApiRequest, send } from "../support/api.js";
import { rawRequest } from "../support/rawRequest.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { aToken, aUser, type TestUser } from "../support/users.js";
import { expectProblem } from "./problems.js";
import { openStream } from "./signals.js";

/** One write or open at once, the next one 10 or 20 s later: however slow the machine, the limit stays spent. */
const factor = 0.005;
const origin = "http://localhost:5000";

describe("F7: an account that has spent a limit", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    server = await startServer({ REALTIME_RATE_FACTOR: factor, ALLOWED_ORIGINS: origin });
    user = await aUser();
  });

  beforeEach(async () => {
    let last: ApiAnswer;
    do last = await call("DELETE", "/devices/none");
    while (last.status === 404);
    expectProblem(last, 429, "rate-limited");
  });

  after(() => server.stop());

  const call = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
    send(server.baseUrl, method, path, { token: user.idToken, ...request });

  /** What may differ between two answers: the date, and the seconds that pass meanwhile. */
  function lasting({ status, headers, text }: ApiAnswer): object {
    const { date: _, "retry-after": retryAfter, ratelimit, ...others } = headers;
    expect(retryAfter).to.match(/^\d+$/);
    expect(ratelimit).to.match(/^"writes";r=\d+;t=\d+$/);
    return { status, text, others };
  }

  it("hears the same whether its proof is known or has to be verified first", async () => {
    const headers = { Origin: origin };
    // The router answers who brings a token for the first time.
    const verified = await call("DELETE", "/devices/none", {
      token: aToken(user.uid, { jti: "another" }),
      headers,
    });
    const known = await call("DELETE", "/devices/none", { headers });
    expectProblem(known, 429, "rate-limited");
    expect(lasting(known)).to.deep.equal(lasting(verified));
    expect(known.headers["access-control-allow-origin"]).to.equal(origin);
    expect(known.headers["x-content-type-options"]).to.equal("nosniff");
  });

  it("hears so before its body has come", async () => {
    const head = [
      "POST /realtime/publish HTTP/1.1",
      "Host: x",
      `Authorization: Bearer ${user.idToken}`,
      "Content-Type: application/json",
      "Content-Length: 200000",
    ];
    const answer = await rawRequest(server.baseUrl, `${head.join("\r\n")}\r\n\r\n`);
    expect(answer).to.match(/^HTTP\/1\.1 429 /);
    expect(answer).to.include('"type":"urn:firecast:problem:rate-limited"');
  });

  it("hears so when its body has come, on a connection that goes on", async () => {
    const body = { channel: "global", type: "x:y", data: "x".repeat(200_000) };
    expectProblem(await call("POST", "/realtime/publish", { body }), 429, "rate-limited");
  });

  it("may call what needs no account, and read, and others may write", async () => {
    expect((await send(server.baseUrl, "GET", "/realtime/health")).status).to.equal(200);
    expect((await call("GET", "/spaces/none")).status).to.equal(404);
    const other = await aUser();
    expect((await call("DELETE", "/devices/none", { token: other.idToken })).status).to.equal(404);
  });

  it("is asked to come back where an EventSource opens a stream, and gets 429 where another client does", async () => {
    const reader = await aUser();
    const headers = { Authorization: `Bearer ${reader.idToken}` };
    const spend = async (): Promise<number> => {
      const stream = await openStream(server, reader, { headers });
      stream.close();
      return stream.status;
    };
    while ((await spend()) === 200);
    expect(await spend()).to.equal(429);
    const back = await openStream(server, reader, { headers: { ...headers, Accept: "text/event-stream" } });
    await back.ended;
    const { reason, retryMs } = Reconnect.parse(back.frames[0]?.data);
    expect([back.status, back.retryMs, reason]).to.deep.equal([200, retryMs, "rate_limited"]);
    expect(back.response.headers).to.include.keys("ratelimit", "x-content-type-options");
  });
});
