import { expect } from "chai";
import { Meters } from "../../../src/platform/meters/meters.js";
import { metricsText } from "../../../src/realtime/operations/metricsText.js";
import { RateWindow } from "../../../src/realtime/operations/rates.js";
import { statsOf } from "../../../src/realtime/operations/stats.js";

const rates = { eventsPerMinute: 2, deliveriesPerMinute: 8, connectsPerMinute: 1 };
const instance = (id: string, clients: number, metrics = new Meters()) => ({
  id,
  function: "streams",
  rates,
  metrics: metrics.snapshot(),
  active: { users: [], anonymous: 0 },
  load: { cpu: 0, memory: 0, uptime: 0 },
  occupancy: [
    {
      organizationId: "northside",
      clients,
      channels: [{ channel: "spaces/lobby/chat", clients, kept: 10 + clients }],
    },
    { clients: 1, channels: [{ channel: "global", clients: 1, kept: 1 }] },
  ],
});

describe("figures of several instances", () => {
  it("are added up for operators; what a log keeps is counted once", () => {
    expect(statsOf([instance("a", 1), instance("b", 3)], { type: "all" })).to.deep.equal({
      connectedClients: 6,
      clientsByChannel: { "spaces/lobby/chat": 4, global: 2 },
      kept: 14,
      instances: 2,
      rates: { eventsPerMinute: 4, deliveriesPerMinute: 16, connectsPerMinute: 2 },
    });
  });

  it("tell an organization's admin of its own connections alone", () => {
    const scope = { type: "organization", organizationId: "northside" } as const;
    expect(statsOf([instance("a", 1), instance("b", 3)], scope)).to.deep.equal({
      connectedClients: 4,
      clientsByChannel: { "spaces/lobby/chat": 4 },
      kept: 13,
      instances: 2,
    });
  });

  it("are one text for Prometheus, with each instance by itself", async () => {
    const metrics = ["a", "b"].map((id, index) => {
      const meters = new Meters();
      meters.counter("connects_total", "Opened.")({ transport: "sse" }, index + 1);
      const observe = meters.histogram("latency_seconds", "Took.", [0.1, 1]);
      for (const value of [0.05, 0.5, 5]) observe({ part: "bus" }, value);
      return instance(id, 1, meters);
    });
    const { body, contentType } = await metricsText(metrics);
    expect(contentType).to.equal("text/plain; version=0.0.4; charset=utf-8");
    const lines = body.split("\n");
    const own = `instance="b",function="streams"`;
    expect(lines).to.include.members([
      "# TYPE connects_total counter",
      `connects_total{transport="sse",${own}} 2`,
      "# TYPE latency_seconds histogram",
      `latency_seconds_bucket{part="bus",le="0.1",${own}} 1`,
      `latency_seconds_bucket{part="bus",le="1",${own}} 2`,
      `latency_seconds_bucket{part="bus",le="+Inf",${own}} 3`,
      `latency_seconds_sum{part="bus",${own}} 5.55`,
      `latency_seconds_count{part="bus",${own}} 3`,
    ]);
    expect(lines.filter((line) => line.startsWith("connects_total{"))).to.have.length(2);
  });
});

describe("rates", () => {
  it("are what was added within the last minute", () => {
    const window = new RateWindow(0);
    const look = (second: number, events: number) =>
      window.look(second * 1000, { events, deliveries: 0, connects: 0 }).eventsPerMinute;
    expect([look(1, 10), look(30, 40), look(60, 60), look(90, 60), look(130, 60)]).to.deep.equal([
      10, 40, 60, 20, 0,
    ]);
  });
});
