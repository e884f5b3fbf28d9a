import { JobAnswer } from "@firecast/contract/jobs";
import { expect } from "chai";
import { aServiceToken } from "../support/serviceToken.js";
import { anInstance } from "../support/testInstance.js";
import { aUser } from "../support/users.js";

const secret = "firecast-demo-cron";

describe("jobs by HTTP", () => {
  const server = anInstance();
  const call = (headers: Record<string, string>, job = "automations") =>
    fetch(`${server().url}/api/cron/${job}`, { method: "POST", headers });

  it("are run for whoever has the secret, and for a service that is listed; each call has a slot of its own", async () => {
    for (const token of [secret, aServiceToken(), secret]) {
      const response = await call({ authorization: `Bearer ${token}` });
      expect(response.status).to.equal(200);
      expect(JobAnswer.parse(await response.json()).outcome).to.equal("completed");
    }
  });

  it("are nobody else's, whatever headers of the scheduler come along", async () => {
    const forged = { "x-cloudscheduler": "true", "x-cloudscheduler-jobname": "automations" };
    const operator = await aUser({ operator: true });
    expect((await call(forged)).status).to.equal(401);
    expect((await call({ ...forged, authorization: `Bearer ${secret}x` })).status).to.equal(401);
    expect((await call({ ...forged, authorization: `Bearer ${operator.idToken}` })).status).to.equal(403);
    const stranger = aServiceToken({ email: "stranger@example.com" });
    expect((await call({ ...forged, authorization: `Bearer ${stranger}` })).status).to.equal(403);
  });

  it("that there are none of are refused, and the secret opens nothing else", async () => {
    const bearer = { authorization: `Bearer ${secret}` };
    expect((await call(bearer, "nothing")).status).to.equal(400);
    expect((await fetch(`${server().url}/api/spaces/lobby`, { headers: bearer })).status).to.equal(401);
  });

  it("answer the repeat of a keyed call as they answered it", async () => {
    const keyed = { authorization: `Bearer ${secret}`, "idempotency-key": `cron-${Date.now()}` };
    const [first, second] = [await (await call(keyed)).json(), await (await call(keyed)).json()];
    expect(second).to.deep.equal(first);
  });

  it("show their runs to operators, the newest first", async () => {
    const operator = server().as(await aUser({ operator: true }));
    const { body } = await operator.get("/cron/runs?limit=2&job=automations");
    expect(body).to.have.nested.property("items[0].trigger", "http");
    expect(body).to.have.nested.property("items[1].outcome", "completed");
    expect(
      (
        await server()
          .as(await aUser())
          .get("/cron/runs")
      ).status,
    ).to.equal(403);
  });
});
