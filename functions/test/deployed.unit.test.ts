import { readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import * as ownFunctions from "../src/app/functions.js";
import location from "../src/app/location.json" with { type: "json" };
import { compose } from "../src/compose.js";
import type { Teller } from "../src/platform/notices/teller.js";
import { readSettings, regionIn } from "../src/platform/params.js";
import { deployed } from "./support/deployed.js";
import { eventDocument } from "../src/realtime/index.js";
import { namesIn, rowsOf } from "./readme/pages.js";
import { unusedFirebase } from "./support/unusedFirebase.js";

const notAsked = () => Promise.reject(new Error("nothing is told"));
/** What is followed to tell of it is deployed also where no feature brings notices to users. */
const noTeller: Teller = {
  notify: notAsked,
  recall: notAsked,
  revise: notAsked,
  leave: notAsked,
  readersOf: notAsked,
};

describe("what is deployed", function () {
  this.timeout(30_000);

  let functions: Awaited<ReturnType<typeof deployed>>;
  before(async () => (functions = await deployed()));

  const { features } = compose({
    firebase: unusedFirebase,
    settings: readSettings({ GCLOUD_PROJECT: "demo-firecast" }),
  });

  it("has a function for all documents that a feature follows, and for no others", () => {
    const followed = features
      .flatMap(({ triggers = [], notices }) => [...triggers, ...(notices?.triggers?.(noTeller) ?? [])])
      // The relay is there in any case.
      .filter(({ document }) => document !== eventDocument.template)
      .map(({ on, document }) => `google.cloud.firestore.document.v1.${on} ${document}`);
    const declared = Object.entries(functions).flatMap(([name, { eventTrigger }]) => {
      const document = eventTrigger?.eventFilterPathPatterns?.document;
      return document !== undefined && name !== "relay" ? `${eventTrigger?.eventType} ${document}` : [];
    });
    expect(declared).to.have.members([...new Set(followed)]);
  });

  it("is in the region of app/location.json, as is all that firebase.json says of places", async () => {
    const regions = Object.values(await deployed("firecast-prod")).map(({ region }) => region.join());
    expect(new Set(regions)).to.deep.equal(new Set([location.region]));
    const Config = z.object({ firestore: z.object({ location: z.string() }) });
    const config = readFileSync(new URL("../../firebase.json", import.meta.url), "utf8");
    expect(Config.parse(JSON.parse(config)).firestore.location).to.equal(location.databaseLocation);
    expect(config).not.to.match(/"region"/);
  });

  it("stays where the Hosting emulator looks for it in the emulators, whatever region is deployed", () => {
    expect(regionIn({ GCLOUD_PROJECT: "demo-firecast" })).to.equal("us-central1");
    expect(regionIn({ GCLOUD_PROJECT: "firecast", FUNCTIONS_EMULATOR: "true" })).to.equal("us-central1");
    expect(regionIn({ GCLOUD_PROJECT: "firecast" })).to.equal(location.region);
  });

  it("has a function for each queue that a feature has, of its name, and one for wake-ups", () => {
    const queues = features.flatMap(({ queues = {} }) => Object.keys(queues));
    const declared = Object.entries(functions).flatMap(([name, { taskQueueTrigger }]) =>
      taskQueueTrigger ? name : [],
    );
    expect(declared).to.have.members([...queues, "wakeUp"]);
  });
});

/** `…Written` stands for every function whose name ends so and that has no row of its own. */
const matches = (pattern: string, name: string): boolean =>
  pattern.startsWith("…") ? name.endsWith(pattern.slice(1)) : pattern === name;

const memoryOf = (megabytes: number): string =>
  megabytes % 1024 === 0 ? `${megabytes / 1024} GiB` : `${megabytes} MiB`;

/** Without those of `app/`: what a team adds is its own. */
const broughtAlong = <Endpoint>(endpoints: Readonly<Record<string, Endpoint>>): Record<string, Endpoint> =>
  Object.fromEntries(Object.entries(endpoints).filter(([name]) => !(name in ownFunctions)));

describe("docs/operations.md: the table of functions", function () {
  this.timeout(30_000);

  it("has timeout, concurrency and memory of each function as it is deployed, and no other function", async () => {
    const rows = rowsOf("docs/operations.md", "function").map(([names = "", ...limits]) => ({
      patterns: namesIn(names),
      limits,
    }));
    const written = new Map<string, string[]>();
    const endpoints = broughtAlong(await deployed());
    for (const name of Object.keys(endpoints)) {
      const row =
        rows.find(({ patterns }) => patterns.includes(name)) ??
        rows.find(({ patterns }) => patterns.some((pattern) => matches(pattern, name)));
      written.set(name, row?.limits.slice(0, 3) ?? ["no row"]);
    }
    const real = Object.entries(endpoints).map(
      ([name, { timeoutSeconds, concurrency, availableMemoryMb }]): [string, string[]] => [
        name,
        [`${timeoutSeconds} s`, `${concurrency}`, memoryOf(availableMemoryMb)],
      ],
    );
    expect(Object.fromEntries(written)).to.deep.equal(Object.fromEntries(real));

    const patterns = rows.flatMap((row) => row.patterns);
    const names = Object.keys(endpoints);
    expect(patterns.filter((pattern) => !names.some((name) => matches(pattern, name)))).to.deep.equal([]);
  });
});
