import { expect } from "chai";
import { type ApiAnswer, send } from "../support/api.js";
import { rawRequest } from "../support/rawRequest.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aUser, type TestUser } from "../support/users.js";
import { channelOf } from "./signals.js";

const publish = "/realtime/publish";

describe("requests that are not everyday ones", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  const call = (method: string, path: string): Promise<ApiAnswer> =>
    send(server.baseUrl, method, path, { token: user.idToken });

  describe("HEAD", () => {
    it("answers as GET, without the body", async () => {
      const [head, get] = [await call("HEAD", "/realtime/health"), await call("GET", "/realtime/health")];
      expect([head.status, head.text]).to.deep.equal([200, ""]);
      expect(head.headers["content-type"]).to.equal(get.headers["content-type"]);
    });

    it("of a stream ends at once", async () => {
      const answer = await call("HEAD", `/sse/stream?channels=${channelOf(user)}`);
      expect([answer.status, answer.text, answer.headers["content-type"]]).to.deep.equal([
        200,
        "",
        "text/event-stream",
      ]);
    });

    it("of what is not there, or has no GET, says so", async () => {
      expect((await call("HEAD", "/nope")).status).to.equal(404);
      expect((await call("HEAD", publish)).status).to.equal(405);
    });
  });

  describe("what is no request of ours at all", () => {
    const requests: Record<string, [string, string]> = {
      "a line of a megabyte": [`GET /${"a".repeat(1_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, "431"],
      "10,000 headers": [`GET / HTTP/1.1\r\nHost: x\r\n${"X: y\r\n".repeat(10_000)}\r\n`, "431"],
      "no HTTP": ["hello\r\n\r\n", "400"],
      "two lengths": [
        `POST ${publish} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx`,
        "400",
      ],
      "a length and chunks": [
        `POST ${publish} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        "400",
      ],
    };
    for (const [title, [text, status]] of Object.entries(requests)) {
      it(`${title}: ${status}, and the next is served`, async () => {
        expect((await rawRequest(server.baseUrl, text)).split(" ")[1]).to.equal(status);
        expect((await call("GET", "/realtime/health")).status).to.equal(200);
      });
    }
  });
});
