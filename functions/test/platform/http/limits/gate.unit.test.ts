import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect } from "chai";
import type { Route } from "../../../../src/platform/http/endpoint.js";
import { gate } from "../../../../src/platform/http/limits/gate.js";
import type { AccountLimit } from "../../../../src/platform/http/limits/limits.js";
import { routeTable } from "../../../../src/platform/http/routes.js";
import { rateLimited } from "../../../../src/platform/problems.js";
import { signedIn } from "../../../support/signedIn.js";

const aRoute = (route: Partial<Route>): Route => ({
  method: "GET",
  path: "/",
  summary: "",
  access: "user",
  answers: {},
  handle: () => Promise.resolve(),
  ...route,
});

const routes = [
  aRoute({ path: "/realtime/health", access: "anyone" }),
  aRoute({ path: "/realtime/tickets", method: "POST", limit: "tickets" }),
  aRoute({ path: "/spaces/:spaceId/chat", limit: "reads" }),
  aRoute({ path: "/spaces/:spaceId/chat", method: "POST", limit: "writes" }),
  aRoute({
    path: "/spaces/:spaceId/stream",
    limit: "opens",
    refuse: (_problem, { headers }, res) => {
      const isSentBack = headers.accept === "text/event-stream";
      if (isSentBack) res.end();
      return isSentBack;
    },
  }),
];

interface Asked {
  spent?: AccountLimit;
  known?: boolean;
  accept?: string;
}

/** Asks a gate where the caller has spent a limit; undefined if it passes the request on. */
async function ask(method: string, url: string, { spent, known = true, accept }: Asked) {
  const req = Object.assign(new IncomingMessage(new Socket()), { method, url });
  Object.assign(req.headers, { origin: "https://app.example", ...(accept && { accept }) });
  const res = new ServerResponse(req);
  let [passed, held, counted] = [false, false, false];
  const guard = gate({
    measure: () => undefined,
    table: routeTable(routes),
    secure: false,
    allowedOrigins: ["https://app.example"],
    identity: { known: () => (known ? signedIn() : undefined) },
    limits: {
      refusal: (_, limit) => (limit === spent ? rateLimited(2000) : undefined),
      hold: () => {
        held = true;
        return Promise.resolve();
      },
    },
    inFlight: { count: () => (counted = true) },
  });
  guard(req, res, () => (passed = true));
  await new Promise((resolve) => setImmediate(resolve));
  return passed ? undefined : { status: res.statusCode, headers: res.getHeaders(), held, counted };
}

const limits = ["opens", "reads", "tickets", "writes"] as const;

describe("F7: an account that has spent a limit is refused before any framework sees the request", () => {
  const calls: [string, string, AccountLimit][] = [
    ["GET", "/api/spaces/lobby/stream?history=5", "opens"],
    ["HEAD", "/spaces/lobby/stream/", "opens"],
    ["GET", "/spaces/lobby/chat", "reads"],
    ["POST", "/spaces/lobby/chat", "writes"],
    ["POST", "/realtime/tickets", "tickets"],
  ];
  for (const [method, url, limit] of calls) {
    it(`${method} ${url} counts for ${limit}`, async () => {
      expect(await ask(method, url, { spent: limit })).to.include({ status: 429, held: true, counted: true });
      for (const spent of limits.filter((other) => other !== limit))
        expect(await ask(method, url, { spent })).to.equal(undefined);
    });
  }

  it("with the headers of every answer, so that a page of another origin can read when to come back", async () => {
    const answer = await ask("POST", "/spaces/lobby/chat", { spent: "writes" });
    expect(answer?.headers).to.include({
      "retry-after": "2",
      "access-control-allow-origin": "https://app.example",
      vary: "Origin",
      "x-content-type-options": "nosniff",
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
    });
  });

  it("as its route does it", async () => {
    const url = "/spaces/lobby/stream";
    const sentBack = await ask("GET", url, { spent: "opens", accept: "text/event-stream" });
    expect(sentBack).to.include({ status: 200, held: true });
  });

  const passedOn: [string, string, string, Asked][] = [
    ["what needs no account", "GET", "/realtime/health", { spent: "reads" }],
    ["who was not identified lately", "POST", "/spaces/lobby/chat", { spent: "writes", known: false }],
    ["a preflight", "OPTIONS", "/spaces/lobby/chat", { spent: "writes" }],
    ["what meets no route", "POST", "/spaces/lobby/nothing", { spent: "writes" }],
    ["a method that the path does not have", "DELETE", "/spaces/lobby/chat", { spent: "writes" }],
  ];
  for (const [what, method, url, asked] of passedOn)
    it(`${what} is passed on`, async () => expect(await ask(method, url, asked)).to.equal(undefined));
});
