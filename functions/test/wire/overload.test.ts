import { expect } from "chai";
import { Reconnect, WireEvent } from "@firecast/contract/core/events";
import { userChannel } from "@firecast/contract/realtime";
import { RateLimitWarning } from "@firecast/contract/system";
import { minutes, seconds } from "../../src/platform/clock.js";
import { send } from "../support/api.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { aUser, type TestUser } from "../support/users.js";
import { expectProblem } from "./problems.js";
import { channelOf, connected, openStream, range } from "./signals.js";

const { burst = 0, perMinute } = userChannel.rate.user;
const perMs = perMinute / minutes(1);
/** What was spent comes back in steps of at most this. */
const stepMs = seconds(5);

describe("more than a process takes", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    const settings = { REALTIME_STREAMS_PER_INSTANCE: 3, REALTIME_RATE_FACTOR: 1 };
    [server, user] = await Promise.all([startServer(settings), aUser()]);
  });

  after(() => server.stop());

  it("a stream too many is asked to come back, on an event stream: EventSource would give up on a 503", async () => {
    const streams = await Promise.all(range(1, 3).map(() => connected(server, user)));
    const tooMany = await openStream(server, user);
    await tooMany.ended;
    const [frame, ...others] = tooMany.frames;
    const { reason, retryMs } = Reconnect.parse(frame?.data);
    expect({ status: tooMany.status, type: tooMany.response.headers["content-type"], others }).to.deep.equal({
      status: 200,
      type: "text/event-stream",
      others: [],
    });
    expect(reason).to.equal("overloaded");
    expect(retryMs).to.be.within(2000, 10_000);
    expect(tooMany.retryMs).to.equal(retryMs);
    for (const stream of streams) stream.close();
  });

  it("publishes beyond the channel's rate answer 429 with Retry-After, and are not in the log; a warning goes to the user alone", async () => {
    const { idToken: token } = user;
    const event = { channel: channelOf(user), type: "user:signal:sent", data: { topic: "t", payload: 1 } };
    const publish = (count: number) =>
      send(server.baseUrl, "POST", "/realtime/publish", {
        token,
        body: { events: Array(count).fill(event) },
      });
    const [own, foreign] = await Promise.all([
      connected(server, user),
      aUser().then((other) => connected(server, other)),
    ]);
    expect((await publish(20)).status).to.equal(201);
    const { data } = await own.waitFor(({ event }) => event === "system:rate_limit_warning");
    const { userId, endpoint, remaining } = RateLimitWarning.parse(WireEvent.parse(data).data);
    expect([userId, endpoint, remaining]).to.deep.equal([user.uid, channelOf(user), 0]);
    expect(foreign.frames.map(({ event }) => event)).not.to.include("system:rate_limit_warning");
    for (const stream of [own, foreign]) stream.close();
    const refused = await publish(20);
    expectProblem(refused, 429, "rate-limited");
    expect(Number(refused.headers["retry-after"])).to.be.within(1, 5);
    const kept = await send(server.baseUrl, "GET", `/realtime/history?channel=${channelOf(user)}`, { token });
    expect(kept.json()).to.have.property("items").with.lengthOf(20);
  });

  it("an Idempotency-Key that requests share is no way around that, and has one effect", async () => {
    const other = await aUser();
    const { idToken: token } = other;
    const body = { channel: channelOf(other), type: "user:signal:sent", data: { topic: "t", payload: 1 } };
    const headers = { "Idempotency-Key": "the-same" };
    const publish = () => send(server.baseUrl, "POST", "/realtime/publish", { token, headers, body });
    const begunAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 60 }, publish));
    const took = performance.now() - begunAt;
    const passed = answers.filter(({ status }) => status === 201);
    expect(passed.length).to.be.within(burst, 60);
    expect(passed.length, `within ${took} ms`).to.be.at.most(burst + perMs * (took + stepMs));
    // A machine that is busy may ask some of them to come back.
    const refused = answers.filter(({ status }) => status === 429 || status === 503);
    expect(refused).to.have.lengthOf(60 - passed.length);
    for (const { headers } of refused) expect(headers["retry-after"]).to.match(/^\d+$/);
    expect(new Set(passed.map(({ text }) => text)).size).to.equal(1);
  });
});

describe("a process that is set up badly", () => {
  for (const { title, settings, reason } of [
    {
      title: "with emulators outside a demo project, where unsigned tokens would be good",
      settings: { GCLOUD_PROJECT: "a-real-project", FIREBASE_CONFIG: "" },
      reason: /Refusing to start: .*FIREBASE_AUTH_EMULATOR_HOST/,
    },
    {
      title: "with a setting that is no number",
      settings: { REALTIME_PING_MS: "soon" },
      reason: /Unusable environment: .*REALTIME_PING_MS/s,
    },
    {
      title: "with two settings that contradict each other",
      settings: { REALTIME_PING_MS: "5000", REALTIME_STREAM_LIFETIME_MS: "4000" },
      reason: /Unusable environment: REALTIME_PING_MS .* REALTIME_STREAM_LIFETIME_MS/,
    },
  ]) {
    it(`${title} serves nobody and says why`, async () => {
      const message = await startServer(settings).then(
        async (server) => `it started: ${JSON.stringify(await server.stop("SIGKILL"))}`,
        (error: unknown) => String(error),
      );
      expect(message).to.match(reason);
    });
  }
});
