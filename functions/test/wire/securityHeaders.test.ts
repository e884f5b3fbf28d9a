import { expect } from "chai";
import { send } from "../support/api.js";
import { sharedServer } from "../support/servers.js";
import { aUser } from "../support/users.js";
import { connected } from "./signals.js";

it("no answer may be taken for a page, framed, or read by other origins: problems, answers and streams", async function () {
  this.timeout(60_000);
  const [server, user] = await Promise.all([sharedServer("first"), aUser()]);
  const stream = await connected(server, user);
  const health = await send(server.baseUrl, "GET", "/realtime/health");
  const problem = await send(server.baseUrl, "GET", "/nowhere");
  stream.close();
  for (const { headers } of [health, problem, stream.response]) {
    expect(headers).to.include({
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers, "reached by http").not.to.have.property("strict-transport-security");
  }
});
