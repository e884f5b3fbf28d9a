import { expect } from "chai";
import { createTask } from "../../../src/platform/tasks/request.js";

const place = { projectId: "p1", region: "us-central1" };
const url = "https://us-central1-p1.cloudfunctions.net/wakeUp";
const target = { url, serviceAccount: "runtime@p1.iam.gserviceaccount.com" };

describe("the request for a task", () => {
  it("names the queue, the function, the account that calls it, and the time", () => {
    const at = Date.parse("2026-03-01T12:00:00.250Z");
    expect(createTask(place, "wakeUp", { id: "t1", payload: { id: "w1" }, at }, target)).to.deep.equal({
      parent: "projects/p1/locations/us-central1/queues/wakeUp",
      task: {
        name: "projects/p1/locations/us-central1/queues/wakeUp/tasks/t1",
        httpRequest: {
          httpMethod: "POST",
          url,
          headers: { "Content-Type": "application/json" },
          body: Buffer.from('{"data":{"id":"w1"}}'),
          oidcToken: { serviceAccountEmail: "runtime@p1.iam.gserviceaccount.com" },
        },
        dispatchDeadline: { seconds: 600, nanos: 0 },
        scheduleTime: { seconds: 1772366400, nanos: 250_000_000 },
      },
    });
  });

  it("says nothing of a time or an account where there is none", () => {
    const { task } = createTask(place, "wakeUp", { id: "t1", payload: {} }, { url: "" });
    expect(task).to.not.have.property("scheduleTime");
    expect(task?.httpRequest).to.not.have.property("oidcToken");
  });
});
