import { expect } from "chai";
import { callerOf } from "../support/caller.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aToken, aUser, type TestUser } from "../support/users.js";

describe("what is the operators' own", function () {
  this.timeout(60_000);
  let server: ServerProcess;

  before(async () => {
    server = await sharedServer("first");
  });

  const publish = async (user: TestUser) => {
    const data = { status: "ok", message: user.uid };
    const body = { channel: "global", type: "system:health_update", data };
    return (await callerOf(server.baseUrl, user).post("/realtime/publish", body)).status;
  };

  it("F4: publishing to `global` is for operators; an organization's admin is none", async () => {
    const organizationId = "northside";
    const operator = await aUser({ operator: true });
    const others = [
      await aUser({ organizationId, role: "admin" }),
      await aUser({ role: "admin" }),
      await aUser(),
    ];
    expect(await publish(operator)).to.equal(201);
    for (const other of others) expect(await publish(other)).to.equal(403);
  });

  it("F4: a claim `operator` that is not true makes no operator", async () => {
    const user = await aUser();
    for (const operator of ["true", 1, [true]])
      expect(await publish({ ...user, idToken: aToken(user.uid, { operator }) })).to.equal(403);
  });
});
