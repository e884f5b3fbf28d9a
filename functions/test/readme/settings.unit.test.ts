import { readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import * as params from "../../src/platform/params.js";
import { namesIn, root, rowsOf } from "./pages.js";

const page = "docs/operations.md";
const source = readFileSync(`${root}/functions/src/platform/params.ts`, "utf8");

/** What is optional or depends on the project has no default: the page says what happens instead. */
const withoutDefault: Readonly<Record<string, string>> = {
  APP_URL: "none",
  TASKS_SERVICE_ACCOUNT: "the runtime's",
  SERVICE_ACCOUNTS: "none",
  CRON_SECRET: "none",
  METRICS_SECRET: "none",
  STREAM_LINK_SECRET: "none",
  DURABLE_STREAMS_BUCKET: "none",
  APP_CHECK_APPS: "all",
  PRIVATE_HOSTS: "none",
  SERVICE_AUDIENCE: "the project's id",
};

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional();
const Settings = z.record(z.string(), Value);
const settings = Settings.parse(params.readSettings({ GCLOUD_PROJECT: "demo-firecast" }));

/** `REALTIME_PING_MS` is `pingMs` in the code. */
const inCode = (name: string): string =>
  name
    .replace(/^(REALTIME|NOTIFICATIONS)_/, "")
    .toLowerCase()
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const deployOptions = new Map(
  [
    params.streamsMinInstances,
    params.streamsMaxInstances,
    params.socketsMinInstances,
    params.socketsMaxInstances,
    params.apiMaxInstances,
  ].map((param) => [param.name, z.object({ default: z.number() }).parse(param.options).default]),
);

function defaultOf(name: string): string {
  const value = deployOptions.get(name) ?? withoutDefault[name] ?? settings[inCode(name)];
  if (value === undefined) return "not a setting";
  return Array.isArray(value) ? value.map((origin) => new URL(origin).host).join(", ") : String(value);
}

describe(`${page}: the table of settings`, () => {
  const written = rowsOf(page, "setting").map(([name = "", value = ""]) => [namesIn(name)[0] ?? "", value]);

  it("has every setting", () => {
    const inEnvironment = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = ""]) => name);
    expect(written.map(([name]) => name)).to.have.members([...deployOptions.keys(), ...inEnvironment]);
  });

  it("has the defaults of the code", () => {
    expect(written).to.deep.equal(written.map(([name = ""]) => [name, defaultOf(name)]));
  });
});
