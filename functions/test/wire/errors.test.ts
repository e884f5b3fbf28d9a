import { expect } from "chai";
import { type ApiAnswer, type ApiRequest, send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { aUser, type TestUser } from "../support/users.js";
import { expectProblem } from "./problems.js";
import { channelOf, connected, payloadsOf } from "./signals.js";

const publish = "/realtime/publish";

describe("what goes wrong is said in one way", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
  });

  const call = (method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> =>
    send(server.baseUrl, method, path, { token: user.idToken, ...request });

  const aSignal = (payload: unknown) => ({
    channel: channelOf(user),
    type: "user:signal:sent",
    data: { topic: "t", payload },
  });

  for (const prefix of ["", "/api"]) {
    describe(`under ${prefix || "/"}`, () => {
      describe("bodies that are no JSON: 400", () => {
        const bodies: Record<string, string | Buffer> = {
          "cut off": '{"channel":',
          "a word": "undefined",
          "not a number of JSON": "[NaN]",
          "a comment": "{} // x",
          "more than one": "{}{}",
          "100,000 open brackets": "[".repeat(100_000),
          "no UTF-8": Buffer.from([0x22, 0xff, 0xfe, 0x22]),
          "a NUL": "\0",
          "a form": "channel=x&type=y",
        };
        for (const [title, raw] of Object.entries(bodies)) {
          it(title, async () => {
            expectProblem(await call("POST", prefix + publish, { raw }), 400, "malformed-json");
          });
        }
      });

      describe("bodies of another shape: 400, and what is wrong where", () => {
        const bodies: Record<string, string> = {
          nothing: "",
          "a list": "[]",
          "a word": '"x"',
          null: "null",
          "an unknown member": '{"channel":"global","type":"x","data":{},"seq":7}',
          "a number beyond all": '{"channel":"users/x","type":"user:signal:sent","data":{"topic":1e400}}',
          "an unknown channel": '{"channel":"no/such","type":"x","data":{}}',
          "a channel of an object": '{"channel":{"$gt":""},"type":"x","data":{}}',
          "no events": '{"events":[]}',
          "too many events": JSON.stringify({
            events: Array(101).fill({ channel: "global", type: "x", data: 1 }),
          }),
        };
        for (const [title, raw] of Object.entries(bodies)) {
          it(title, async () => {
            const { errors } = expectProblem(
              await call("POST", prefix + publish, { raw }),
              400,
              "invalid-request",
            );
            expect(errors).to.be.an("array").that.is.not.empty;
            for (const error of errors as object[]) expect(error).to.have.all.keys("in", "pointer", "detail");
          });
        }

        it("10,000 levels", async () => {
          const raw = "[".repeat(10_000) + "]".repeat(10_000);
          expectProblem(await call("POST", prefix + publish, { raw }), 400, "invalid-request");
        });
      });

      describe("bodies that are too large: 413", () => {
        const raw = `"${"x".repeat(300_000)}"`;
        for (const chunked of [false, true]) {
          it(chunked ? "also without a length" : "with a length", async () => {
            expectProblem(await call("POST", prefix + publish, { raw, chunked }), 413, "payload-too-large");
          });
        }
        it("and event data beyond 64 KiB in one that is not", async () => {
          const body = aSignal("x".repeat(70_000));
          expectProblem(await call("POST", prefix + publish, { body }), 413, "payload-too-large");
        });
      });

      describe("bodies of another type: 415, and which one is right", () => {
        for (const type of [
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "application/jsonx",
          "application/json; charset=latin1",
          "application/cloudevents+json",
          "",
        ]) {
          it(type || "none", async () => {
            const raw = JSON.stringify(aSignal("never"));
            const headers = { "Content-Type": type };
            const answer = await call("POST", prefix + publish, { raw, headers });
            expectProblem(answer, 415, "unsupported-media-type");
            expect(answer.headers["accept"]).to.equal("application/json");
          });
        }
      });

      it("routes that nobody knows: 404", async () => {
        for (const path of [
          "/nope",
          "/realtime",
          "/REALTIME/HEALTH",
          "/api/api/realtime/health",
          "/__/auth",
          "/.env",
        ]) {
          expectProblem(await call("GET", prefix + path), 404, "not-found");
        }
      });

      it("methods that a route has not: 405, and those it has", async () => {
        for (const [method, path, allow] of [
          ["PUT", publish, "POST"],
          ["GET", publish, "POST"],
          ["POST", "/realtime/health", "GET"],
          ["DELETE", "/sse/stream", "GET"],
          ["PATCH", "/session", "POST, DELETE"],
          ["TRACE", "/realtime/health", "GET"],
        ] as const) {
          const answer = await call(method, prefix + path);
          expectProblem(answer, 405, "method-not-allowed");
          expect(answer.headers["allow"]).to.equal(allow);
        }
      });

      describe("ids that are none: 400, before anything is read", () => {
        const ids = [
          "..", ".", "%2e%2e", "a%2Fb", "a%2fb", "..%2f..", "%00", "a%00b", "__x__", "a.b", "a%20b", "a%0d%0ab", "%0a",
          "%C3%BC", "%E2%80%AE", "a".repeat(129), "$ne", "*", "a;b", "a:b", "~", "'",
        ]; // prettier-ignore
        for (const id of ids) {
          it(id.length > 20 ? "129 characters" : id, async () => {
            for (const path of [`/spaces/${id}`, `/spaces/${id}/chat`, `/spaces/${id}/members/x`]) {
              const { errors } = expectProblem(await call("GET", prefix + path), 400, "invalid-request");
              expect(errors).to.deep.include({
                in: "path",
                pointer: "/spaceId",
                detail: "must be 1 to 128 characters of A-Z a-z 0-9 _ -",
              });
            }
            for (const name of [`users/${id}`, `spaces/${id}/chat`]) {
              const stream = await call(
                "GET",
                `${prefix}/sse/stream?channels=${encodeURIComponent(decodeURIComponent(name))}`,
              );
              expectProblem(stream, 400, "invalid-request");
            }
          });
        }
        for (const id of ["%zz", "%", "%ff", "%c0%ae%c0%ae", "%2e%zz"]) {
          it(`${id}, which does not even decode`, async () => {
            expectProblem(await call("GET", `${prefix}/spaces/${id}?x=%zz`), 400, "invalid-request");
            expectProblem(await call("GET", `${prefix}/${id}`), 404, "not-found");
          });
        }
      });

      it("queries of another shape: 400", async () => {
        for (const query of [
          "",
          "channels=",
          "channels=global&channels=global",
          "channels[]=global",
          "channels=global&history=-1",
          "channels=global&history=1e9",
          "channels=global&poll=yes",
          `channels=${"a,".repeat(3000)}`,
          `channels=${Array.from({ length: 17 }, (_, n) => `users/${n}`).join(",")}`,
        ]) {
          expectProblem(await call("GET", `${prefix}/sse/stream?${query}`), 400, "invalid-request");
        }
      });
    });
  }

  it("what may not be seen and what does not exist answer alike", async () => {
    const other = await aUser();
    const [hidden, missing] = await Promise.all([
      call("GET", `/sse/stream?channels=${channelOf(other)}`),
      call("GET", `/sse/stream?channels=users/${"x".repeat(other.uid.length)}`),
    ]);
    expectProblem(hidden, 404, "not-found");
    // Both count, in whatever order they come.
    const { date: _, ratelimit: __, ...hiddenHeaders } = hidden.headers;
    const { date: ___, ratelimit: ____, ...missingHeaders } = missing.headers;
    const [hiddenText, missingText] = [hidden.text, missing.text].map((text) =>
      text.replaceAll(/users\/[\w-]+/g, "users/…"),
    );
    expect([hiddenText, hiddenHeaders]).to.deep.equal([missingText, missingHeaders]);
  });

  it("an Idempotency-Key that is none: 400, in the header", async () => {
    const answer = await call("POST", publish, {
      body: aSignal(1),
      headers: { "Idempotency-Key": "with spaces" },
    });
    const { errors } = expectProblem(answer, 400, "invalid-request");
    expect(errors).to.have.nested.property("[0].in", "header");
  });

  it("the same key with another body: 422, and the first effect only", async () => {
    const headers = { "Idempotency-Key": `k-${user.uid}` };
    const [first, again] = [
      await call("POST", publish, { body: aSignal("keyed"), headers }),
      await call("POST", publish, { body: aSignal("keyed"), headers }),
    ];
    expect([first.status, again.status, again.text]).to.deep.equal([201, 201, first.text]);
    expect(again.headers["idempotent-replayed"]).to.equal("true");
    const other = await call("POST", publish, { body: aSignal("other"), headers });
    expectProblem(other, 422, "idempotency-key-reused");
    const poll = await connected(server, user, { query: "history=50&poll=1" });
    await poll.ended;
    expect(
      payloadsOf(poll.frames).filter((payload) => payload === "keyed" || payload === "other"),
    ).to.have.lengthOf(1);
  });

  it("keys named __proto__ change no prototype", async () => {
    const raw = JSON.stringify(aSignal(0)).replace(
      '"payload":0',
      '"payload":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},"__proto__":{"polluted":1}',
    );
    const answer = await call("POST", publish, { raw });
    expect(answer.status).to.be.oneOf([201, 400]);
    expect((await call("GET", "/realtime/health")).text).not.to.include("polluted");
  });
});
