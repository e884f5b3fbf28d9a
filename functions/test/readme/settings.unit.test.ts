import { expect } from "chai";
import { z } from "zod";
import { readSettings, type Settings, streamsMinInstances } from "../../src/platform/params.js";
import { namesIn, rowsOf } from "./pages.js";

/** How the code calls what the page names as it is set. */
const settingOf: Readonly<Record<string, keyof Settings>> = {
  ALLOWED_ORIGINS: "allowedOrigins",
  REALTIME_SHARDS: "shards",
  REALTIME_STREAMS_PER_USER: "streamsPerUser",
  REALTIME_PING_MS: "pingMs",
  REALTIME_VERIFY_MS: "verifyMs",
  REALTIME_RATE_FACTOR: "rateFactor",
  APP_URL: "appUrl",
  TASKS_SERVICE_ACCOUNT: "tasksServiceAccount",
};

/** What is optional has no default: the page says what happens instead. */
const withoutDefault: Readonly<Record<string, string>> = {
  APP_URL: "none",
  TASKS_SERVICE_ACCOUNT: "the runtime's",
};

const Param = z.object({ default: z.number() });

function defaultOf(name: string): string {
  if (name === "STREAMS_MIN_INSTANCES") return String(Param.parse(streamsMinInstances.options).default);
  const setting = settingOf[name];
  if (setting === undefined) return "not a setting that this test knows";
  const value = readSettings({ GCLOUD_PROJECT: "demo-firecast" })[setting];
  if (value === undefined) return withoutDefault[name] ?? "none";
  return Array.isArray(value)
    ? value.map((origin) => new URL(String(origin)).host).join(", ")
    : String(value);
}

describe("docs/operations.md: the table of settings", () => {
  it("has the defaults of the code", () => {
    const written = rowsOf("docs/operations.md", "setting").map(([name = "", value]) => [
      namesIn(name)[0],
      value,
    ]);
    expect(written).to.deep.equal(written.map(([name = ""]) => [name, defaultOf(name)]));
    expect(written).not.to.deep.equal([]);
  });
});
