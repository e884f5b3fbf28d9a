import { expect } from "chai";
import { compose } from "../src/compose.js";
import { readSettings } from "../src/platform/params.js";
import { deployed } from "./support/deployed.js";

describe("what is deployed", function () {
  this.timeout(30_000);

  const functions = deployed();
  const { features } = compose({ settings: readSettings({ GCLOUD_PROJECT: "demo-firecast" }) });

  it("has a function for all documents that a feature follows, and for no others", () => {
    const followed = features
      .flatMap(({ triggers = [] }) => triggers)
      .map(({ on, document }) => `google.cloud.firestore.document.v1.${on} ${document}`);
    const declared = Object.entries(functions).flatMap(([name, { eventTrigger }]) =>
      eventTrigger && name !== "relay"
        ? `${eventTrigger.eventType} ${eventTrigger.eventFilterPathPatterns.document}`
        : [],
    );
    expect(declared).to.have.members([...new Set(followed)]);
  });

  it("has a function for each queue that a feature has, of its name, and one for wake-ups", () => {
    const queues = features.flatMap(({ queues = {} }) => Object.keys(queues));
    const declared = Object.entries(functions).flatMap(([name, { taskQueueTrigger }]) =>
      taskQueueTrigger ? name : [],
    );
    expect(declared).to.have.members([...queues, "wakeUp"]);
  });
});
