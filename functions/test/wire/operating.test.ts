import { expect } from "chai";
import { Health, Stats } from "@firecast/contract/operations";
import { send } from "../support/api.js";
import { eventually } from "../support/eventually.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, signal } from "./signals.js";

/** What operators and admins can know of a deployment with two instances. */
describe("operations", function () {
  this.timeout(60_000);
  const organizationId = `org-${Math.random().toString(36).slice(2)}`;
  let first: ServerProcess;
  let operator: TestUser;
  let admin: TestUser;
  let member: TestUser;
  let stranger: TestUser;
  let streams: SseClient[] = [];

  before(async () => {
    const [one, second] = await Promise.all([sharedServer("first"), sharedServer("second")]);
    [operator, admin, member, stranger] = await Promise.all([
      aUser({ operator: true }),
      aUser({ organizationId, role: "admin" }),
      aUser({ organizationId, role: "member" }),
      aUser(),
    ]);
    first = one;
    streams = await Promise.all([
      connected(first, member),
      connected(second, member),
      connected(second, stranger),
    ]);
    await signal(first, member, "one", "two");
    for (const stream of streams.slice(0, 2)) await arrives(stream, "two");
  });

  after(() => {
    for (const stream of streams) stream.close();
  });

  const get = (path: string, token?: string) =>
    send(first.baseUrl, "GET", path, token === undefined ? {} : { token });

  it("say to everybody whether an instance is well, and to operators more", async () => {
    for (const path of ["/api/realtime/health", "/api/sse/health"]) {
      const { streams: count, at, ...open } = Health.parse((await get(path)).json());
      expect({ open, has: count > 0 && at !== "" }).to.deep.equal({
        open: {
          status: "ok",
          live: true,
          ready: true,
          dependencies: { firestore: "ok", pubsub: "ok" },
        },
        has: true,
      });
      expect(Health.parse((await get(path, admin.idToken)).json())).not.to.have.property("memoryUsage");
      const told = Health.parse((await get(path, operator.idToken)).json());
      expect(told.activeConnections).to.equal(told.streams);
      expect(told.connectionsByChannel?.[channelOf(member)]).to.equal(1);
      expect(told.serverUptime).to.be.greaterThan(0);
      expect(told.memoryUsage?.rss).to.be.greaterThan(1_000_000);
    }
  });

  it("count the connections of all instances for operators, and for an admin those of the organization", async () => {
    const statsFor = async (user: TestUser) =>
      Stats.parse((await get("/api/realtime/stats", user.idToken)).json());
    const own = await eventually(
      () => statsFor(admin),
      ({ clientsByChannel }) => clientsByChannel[channelOf(member)] === 2,
    );
    expect(own).to.deep.equal({
      connectedClients: 2,
      clientsByChannel: { [channelOf(member)]: 2 },
      eventHistorySize: 2,
      instances: 2,
      at: own.at,
    });
    const all = await statsFor(operator);
    expect(all.connectedClients).to.be.at.least(3);
    expect(all.clientsByChannel).to.include({ [channelOf(member)]: 2, [channelOf(stranger)]: 1 });
    expect(all.eventHistorySize).to.be.at.least(2);
    expect(all.rates?.eventsPerMinute).to.be.at.least(2);
    for (const user of [member, stranger])
      expect((await get("/api/realtime/stats", user.idToken)).status).to.equal(403);
    expect((await get("/api/realtime/stats")).status).to.equal(401);
  });

  it("let operators watch the streams of a user or a channel, as text", async () => {
    const watch = (query: string, { idToken }: TestUser) =>
      fetch(`${first.baseUrl}/api/sse/stream?debug=1&${query}`, {
        headers: { Authorization: `Bearer ${idToken}` },
      });
    for (const user of [admin, stranger])
      expect((await watch(`uid=${member.uid}`, user)).status).to.equal(403);
    expect((await watch("", operator)).status).to.equal(400);
    const channel = channelOf(stranger);
    for (const query of [`uid=${stranger.uid}`, `channel=${channel}`]) {
      const answer = await watch(query, operator);
      expect(answer.headers.get("content-type")).to.equal("text/plain; charset=utf-8");
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = (await reader?.read())?.value ?? "";
      (await connected(first, stranger)).close();
      while (!text.includes("reason=client_gone")) text += (await reader?.read())?.value ?? "";
      await reader?.cancel();
      expect(text).to.match(
        new RegExp(`stream\\.opened uid=${stranger.uid} .*channels=${channel}\\n[^]*stream\\.closed `),
      );
      expect(text).not.to.contain(stranger.idToken);
    }
  });

  it("show the metrics of all instances to operators and scrapers alone", async () => {
    const answer = await get("/api/realtime/metrics", operator.idToken);
    expect(answer.headers["content-type"]).to.match(/^text\/plain; version=0\.0\.4/);
    const lines = answer.text.split("\n");
    const instances = new Set(lines.flatMap((line) => /instance="([^"]+)"/.exec(line)?.[1] ?? []));
    expect(instances.size).to.be.at.least(2);
    for (const wanted of [
      /^firecast_connections\{transport="sse",instance=/,
      /^firecast_channel_subscribers\{kind="users\/\{uid\}"/,
      /^firecast_connects_total\{transport="sse"/,
      /^firecast_events_total\{type="user:signal:sent",durable="true"/,
      /^firecast_deliveries_total\{/,
      /^firecast_delivered_bytes_total\{/,
      /^firecast_queue_bytes\{of="slowest"/,
      /^firecast_gaps_total|^# TYPE firecast_gaps_total/,
      /^firecast_resets_total\{/,
      /^firecast_latency_seconds_bucket\{part="commit",le="0.005"/,
      /^firecast_latency_seconds_count\{part="write"/,
      /^firecast_http_response_seconds_bucket\{.*route="\/realtime\/publish"/,
      /^firecast_http_responses_total\{.*status="201"/,
      /^nodejs_eventloop_lag_seconds\{quantile="0.99"/,
      /^process_cpu_seconds_total\{/,
      /^process_resident_memory_bytes\{/,
    ])
      expect(
        lines.some((line) => wanted.test(line)),
        String(wanted),
      ).to.equal(true);
    for (const user of [admin, stranger])
      expect((await get("/api/realtime/metrics", user.idToken)).status).to.equal(403);
    expect((await get("/api/realtime/metrics", "not-the-secret-of-the-scraper")).status).to.equal(401);
    expect((await get("/api/realtime/metrics", "the-secret-of-the-scraper")).status).to.equal(200);
  });
});
