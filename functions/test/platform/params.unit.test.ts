import { expect } from "chai";
import { streamsOptions } from "../../src/options.js";
import { readSettings } from "../../src/platform/params.js";

const demo = { GCLOUD_PROJECT: "demo-firecast" };

describe("settings", () => {
  it("have these defaults", () => {
    const { recheckMs: _, ...settings } = readSettings(demo);
    expect(settings).to.deep.equal({
      projectId: "demo-firecast",
      emulated: false,
      allowedOrigins: ["http://localhost:5000", "http://127.0.0.1:5000"],
      shards: 1,
      socketsPolling: false,
      socketsCompression: false,
      pingMs: 30_000,
      verifyMs: 30_000,
      streamLifetimeMs: 3_300_000,
      streamBytes: 8_000_000,
      streamIdleMs: 0,
      queueBytes: 1_000_000,
      streamsPerUser: 5,
      streamsPerInstance: 950,
      pollMs: 25_000,
      userCheckMs: 30_000,
      rateFactor: 1,
      trustedProxies: 1,
      seenGraceMs: 5000,
      appUrl: undefined,
      metricsSecret: undefined,
      linkSecret: undefined,
      streamsBucket: undefined,
      appCheck: "off",
      appCheckLimitedUse: false,
      appCheckApps: undefined,
      tasksServiceAccount: undefined,
      cronSecret: undefined,
      serviceAccounts: [],
      serviceAudience: "demo-firecast",
      privateHosts: [],
      tasksEmulatorHost: undefined,
    });
  });

  it("M4: ask streams to come back before Cloud Run turns them away, and leave room for calls that are none", () => {
    const { streamsPerInstance } = readSettings(demo);
    expect(streamsPerInstance).to.be.at.most(0.95 * Number(streamsOptions.concurrency));
    expect(streamsPerInstance).to.be.at.least(0.9 * Number(streamsOptions.concurrency));
  });

  it("are read from the environment", () => {
    const settings = readSettings({
      ...demo,
      ALLOWED_ORIGINS: " https://a.example, https://b.example ,",
      REALTIME_SHARDS: "4",
      REALTIME_RATE_FACTOR: "0.5",
    });
    expect(settings).to.include({ shards: 4, rateFactor: 0.5 });
    expect(settings.allowedOrigins).to.deep.equal(["https://a.example", "https://b.example"]);
  });

  for (const [name, value] of [
    ["REALTIME_SHARDS", "0"],
    ["REALTIME_SHARDS", "65"],
    ["REALTIME_SHARDS", "1.5"],
    ["REALTIME_SHARDS", ""],
    ["REALTIME_PING_MS", "-1"],
    ["REALTIME_PING_MS", "soon"],
    ["REALTIME_STREAM_BYTES", "NaN"],
    ["REALTIME_STREAMS_PER_USER", "Infinity"],
    ["REALTIME_RATE_FACTOR", "0"],
    ["NOTIFICATIONS_SEEN_GRACE_MS", "-1"],
    ["APP_URL", "http://app.example"],
    ["APP_URL", "javascript:alert(1)"],
    ["TASKS_SERVICE_ACCOUNT", "me"],
  ] as const) {
    it(`refuse ${name}=${value} by name`, () => {
      expect(() => readSettings({ ...demo, [name]: value })).to.throw(name);
    });
  }

  for (const [title, name, env] of [
    ["a ping as late as a stream's end", "REALTIME_PING_MS", { REALTIME_PING_MS: "60000" }],
    ["the default ping with a shorter stream", "REALTIME_PING_MS", { REALTIME_STREAM_LIFETIME_MS: "20000" }],
    ["rights checked after a stream's end", "REALTIME_RECHECK_MS", { REALTIME_RECHECK_MS: "90000" }],
    ["accounts checked after a stream's end", "REALTIME_USER_CHECK_MS", { REALTIME_USER_CHECK_MS: "90000" }],
    [
      "streams that end before they are idle",
      "REALTIME_STREAM_IDLE_MS",
      { REALTIME_STREAM_IDLE_MS: "90000" },
    ],
    ["a poll that outlives a stream", "REALTIME_POLL_MS", { REALTIME_POLL_MS: "70000" }],
  ] as const) {
    it(`refuse ${title}, and name both`, () => {
      const settings = { ...demo, REALTIME_STREAM_LIFETIME_MS: "60000", ...env };
      expect(() => readSettings(settings)).to.throw(
        new RegExp(`^Unusable environment: ${name} \\(\\d+\\) must be less than REALTIME_STREAM_LIFETIME_MS`),
      );
    });
  }

  it("let a default that a shorter stream outruns stand: only what was set is a contradiction", () => {
    const env = { REALTIME_PING_MS: "300", REALTIME_STREAM_LIFETIME_MS: "2500" };
    expect(readSettings({ ...demo, ...env })).to.include({ pingMs: 300, streamLifetimeMs: 2500 });
  });

  it("take the project from where Google puts it", () => {
    expect(readSettings({ GOOGLE_CLOUD_PROJECT: "p1" }).projectId).to.equal("p1");
    expect(readSettings({ FIREBASE_CONFIG: '{"projectId":"p2"}' }).projectId).to.equal("p2");
    expect(readSettings({ GCLOUD_PROJECT: "p3", FIREBASE_CONFIG: '{"projectId":"p2"}' }).projectId).to.equal(
      "p3",
    );
    expect(() => readSettings({})).to.throw("GCLOUD_PROJECT");
    expect(() => readSettings({ FIREBASE_CONFIG: "{}" })).to.throw();
    expect(() => readSettings({ FIREBASE_CONFIG: "/etc/config.json" })).to.throw("GCLOUD_PROJECT");
  });

  for (const host of [
    "FIREBASE_AUTH_EMULATOR_HOST",
    "FIRESTORE_EMULATOR_HOST",
    "PUBSUB_EMULATOR_HOST",
    "CLOUD_TASKS_EMULATOR_HOST",
    "ANY_OTHER_EMULATOR_HOST",
  ]) {
    it(`refuse ${host} outside a demo project: unsigned tokens would be believed`, () => {
      const env = { [host]: "127.0.0.1:9099" };
      expect(() => readSettings({ ...env, GCLOUD_PROJECT: "firecast-production" })).to.throw(host);
      expect(() => readSettings({ ...env, GCLOUD_PROJECT: "my-demo-project" })).to.throw(host);
      expect(() => readSettings({ ...env, GCLOUD_PROJECT: "DEMO-x" })).to.throw(host);
      expect(() =>
        readSettings({ ...env, GCLOUD_PROJECT: "firecast", FUNCTIONS_EMULATOR: "false" }),
      ).to.throw(host);
      expect(readSettings({ ...env, ...demo }).emulated).to.equal(true);
      expect(readSettings({ ...env, GCLOUD_PROJECT: "x", FUNCTIONS_EMULATOR: "true" }).emulated).to.equal(
        true,
      );
    });
  }

  it("do not count an emulator host that is set to nothing", () => {
    const settings = readSettings({ GCLOUD_PROJECT: "firecast-production", FIRESTORE_EMULATOR_HOST: "" });
    expect(settings.emulated).to.equal(false);
  });
});
