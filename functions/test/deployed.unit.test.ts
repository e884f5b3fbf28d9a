import { readFileSync } from "node:fs";
import { expect } from "chai";
import { z } from "zod";
import location from "../src/app/location.json" with { type: "json" };
import { compose } from "../src/compose.js";
import type { Teller } from "../src/platform/notices/teller.js";
import { readSettings, regionIn } from "../src/platform/params.js";
import { deployed } from "./support/deployed.js";
import { eventDocument } from "../src/realtime/index.js";
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

  const functions = deployed();
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

  it("is in the region of app/location.json, as is all that firebase.json says of places", () => {
    const regions = Object.values(deployed("firecast-prod")).map(({ region }) => region.join());
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
