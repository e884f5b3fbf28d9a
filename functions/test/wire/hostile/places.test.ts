import { expect } from "chai";
import { z } from "zod";
import { type ApiAnswer, send } from "../../support/api.js";
import type { ServerProcess } from "../../support/serverProcess.js";
import { sharedServer } from "../../support/servers.js";
import { aUser, type TestUser } from "../../support/users.js";

/** As they are written in a path or a query. */
const values = [
  "%00", "%0d%0aX:y", "%2e%2e%2f", "..%5c", "%ff%fe", "%c0%af", "%ed%a0%80", "%zz", "%", "__proto__", "__x__", "constructor", "null",
  "undefined", "NaN", "-1", "0", "1e400", "99999999999999999999", "true", "[]", "{}", "[object%20Object]", "*", "%24ne", "'", "%22", "%3Cscript%3E",
  "%F0%9F%98%80", "%E2%80%AE", "%EF%BB%BF", "a".repeat(129), "a".repeat(3000), "a,b", "a;b", "a=b", "a&b=c", "2026-13-45T99:99:99.999Z",
  "WyJcdWQ4MDAiLCJhIl0", "W10", "bnVsbA", "e30", "MQ", "LTE", "WzEsMl0", "WyIyMDI2LTAzLTAxVDEyOjAwOjAwLjAwMFoiLCJcdWRjMDAiXQ", "AAAA1.AAAA2", ".",
]; // prettier-ignore

/** As they are sent; Node refuses to send CR, LF and NUL in a header. */
const headerValues = [
  "",
  " ",
  "\t",
  "%00",
  "\u00ff\u00fe",
  "x".repeat(4000),
  "{}",
  "-1",
  "1e400",
  ",,,",
  ";;;",
  '"',
  "../..",
  "__proto__",
  "WyJcdWQ4MDAiLCJhIl0",
];
const headerNames = [
  "Authorization", "Cookie", "Idempotency-Key", "Last-Event-ID", "Origin", "Accept", "Content-Type", "Content-Encoding", "Range",
  "If-Match", "If-None-Match", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Fastly-Client-IP", "X-HTTP-Method-Override",
  "Access-Control-Request-Method", "Traceparent", "X-Cloud-Trace-Context", "Function-Execution-Id", "User-Agent", "Referer", "TE",
]; // prettier-ignore

const Parameter = z.looseObject({ name: z.string(), in: z.string() });
const Document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ parameters: z.array(Parameter).optional() })),
  ),
});

interface Place {
  method: string;
  template: string;
  queries: string[];
}

/** Generated from the routes as they are: a new one is tried as soon as it is there. */
describe("hostile values in every place of every route", function () {
  this.timeout(120_000);
  let server: ServerProcess;
  let user: TestUser;
  let places: Place[];

  before(async () => {
    [server, user] = await Promise.all([sharedServer("first"), aUser()]);
    const document = await send(server.baseUrl, "GET", "/openapi.json");
    places = Object.entries(Document.parse(document.json()).paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({
        method: method.toUpperCase(),
        template,
        queries: parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name),
      })),
    );
  });

  /** A few at a time, each on a connection of its own. Streams that open are long polls of a second. */
  async function allAnswerWell(
    paths: readonly [string, string][],
    headers: Record<string, string>[] = [{}],
  ): Promise<number> {
    const requests = paths.flatMap(([method, path]) => headers.map((given) => ({ method, path, given })));
    const wrong: string[] = [];
    const work = async (): Promise<void> => {
      for (let next = requests.pop(); next; next = requests.pop()) {
        const { method, path, given } = next;
        const answer = await call(method, path, given);
        const isProblem = answer.headers["content-type"] === "application/problem+json; charset=utf-8";
        if (answer.status >= 500 || (answer.status >= 400 && !isProblem && method !== "HEAD")) {
          wrong.push(
            `${method} ${path} ${JSON.stringify(given)}: ${answer.status} ${answer.text.slice(0, 200)}`,
          );
        }
      }
    };
    const count = requests.length;
    await Promise.all(Array.from({ length: 16 }, work));
    expect(wrong).to.deep.equal([]);
    return count;
  }

  const call = (method: string, path: string, headers: Record<string, string>): Promise<ApiAnswer> =>
    send(server.baseUrl, method, path, {
      token: user.idToken,
      ...(method !== "GET" && method !== "DELETE" && { raw: "{}" }),
      headers,
    });

  const polled = (path: string): string =>
    /stream$|\/events$/.test(path.split("?")[0] ?? "") ? "poll=1" : "";
  const pathOf = (template: string, value: string): string => template.replace(/\{\w+\}/g, value);
  const withQuery = (path: string, query: string): string =>
    `${path}?${[polled(path), query].filter(Boolean).join("&")}`;

  it("F9: as ids in paths", async () => {
    const paths = places
      .filter(({ template }) => template.includes("{"))
      .flatMap(({ method, template }) =>
        values.map((value): [string, string] => [method, withQuery(pathOf(template, value), "")]),
      );
    expect(await allAnswerWell(paths)).to.be.above(500);
  });

  it("F9: as cursors and all else in queries", async () => {
    const paths = places.flatMap(({ method, template, queries }) =>
      queries
        .filter((name) => name !== "poll")
        .flatMap((name) =>
          values.map((value): [string, string] => [
            method,
            withQuery(pathOf(template, user.uid), `${name}=${value}`),
          ]),
        ),
    );
    expect(await allAnswerWell(paths)).to.be.above(500);
  });

  it("F9: in headers", async () => {
    const headers = headerNames.flatMap((name) => headerValues.map((value) => ({ [name]: value })));
    const paths: [string, string][] = [
      ["GET", "/realtime/health"],
      ["POST", "/session"],
      ["POST", "/realtime/publish"],
      ["GET", "/nowhere"],
      ["GET", "/sse/stream?poll=1&channels=global"],
    ];
    expect(await allAnswerWell(paths, headers)).to.be.above(500);
  });
});
