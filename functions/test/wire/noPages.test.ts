import { expect } from "chai";
import { rawRequest } from "../support/rawRequest.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";

const session = "/api/session";
const post = (headers: string, body: string, path = session): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`;
const get = (path: string, headers = ""): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

/** What a framework, or Node itself, might answer before our code does. */
const malformed: Record<string, string> = {
  "an unknown encoding": post("Content-Encoding: foo\r\nContent-Length: 2\r\n", "{}"),
  "an unknown charset": post("Content-Type: application/json; charset=foo\r\nContent-Length: 2\r\n", "{}"),
  "JSON that is none": post("Content-Type: application/json\r\nContent-Length: 1\r\n", "{"),
  "a form that is none": post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n", "%zz=%"),
  "a form that is deep": post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400\r\n", `a${"[b]".repeat(133)}`),
  "a form of many": post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n", "a=&".repeat(1334).slice(0, 4000)),
  "a cloud event that is none": post("Content-Type: application/cloudevents+json\r\nContent-Length: 1\r\n", "["),
  "a type that is none": post("Content-Type: ;;;=\r\nContent-Length: 2\r\n", "{}"),
  "gzip that is none": post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"),
  "a chunk without a size": post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
  "a chunk of another size": post("Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"),
  "a transfer encoding that is none": post("Transfer-Encoding: foo\r\n", "{}"),
  "a length that is none": post("Content-Length: -1\r\n", ""),
  "an expectation that is none": post("Expect: miracles\r\nContent-Length: 2\r\n", "{}"),
  "a path that does not decode": get("/api/%zz"),
  "a path of another host": get("http://y/%zz"),
  "a path without a slash": get("api"),
  "a path of backslashes": get("/..\\..\\x"),
  "a query that does not decode": get("/api/sse/stream?channels=%zz"),
  "a query without end": get(`/api/sse/stream?${"a[b]=c&".repeat(1000)}`),
  "an unknown method": "FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
  "a method of WebDAV": "PROPFIND /api/spaces HTTP/1.1\r\nHost: x\r\n\r\n",
  "TRACE": "TRACE /api/session HTTP/1.1\r\nHost: x\r\n\r\n",
  "no host": "GET /api HTTP/1.1\r\n\r\n",
  "another protocol": "GET /api HTTP/9.9\r\nHost: x\r\n\r\n",
  "a header without a colon": get("/api", "nonsense\r\n"),
  "a header with a NUL": get("/api", "X: \0\r\n"),
  "headers without end": get("/api", `X: ${"y".repeat(20_000)}\r\n`),
  "what only robots ask": get("/robots.txt"),
  "an upgrade to what there is not": get("/api/session", "Connection: Upgrade\r\nUpgrade: foo\r\n"),
  "HTTP/2 without asking": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}; // prettier-ignore

describe("no page and no inside of ours is shown for malformed requests", function () {
  this.timeout(60_000);

  for (const environment of ["", "development", "production"]) {
    describe(`NODE_ENV=${environment}`, () => {
      let server: ServerProcess;

      before(async () => {
        server = await startServer({ NODE_ENV: environment });
      });

      after(() => server.stop());

      for (const [what, request] of Object.entries(malformed)) {
        it(`F10: ${what}`, async () => {
          const answer = await rawRequest(server.baseUrl, request);
          const status = Number(answer.split(" ")[1]);
          expect(status, answer).to.be.within(400, 499);
          expect(answer).not.to.match(/<html|<!doctype|<pre|node_modules|\bat .*:\d+:\d+|\.js\b|Error\b/i);
          const [head = "", body = ""] = answer.split("\r\n\r\n");
          if (body !== "" && /content-type/i.test(head)) {
            expect(head).to.match(/content-type: application\/problem\+json|content-type: text\/plain/i);
          }
        });
      }
    });
  }
});
