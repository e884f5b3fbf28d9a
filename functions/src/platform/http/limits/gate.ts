import type { IncomingMessage, ServerResponse } from "node:http";
import type { RememberedIdentity } from "../../auth/identify.js";
import type { Problem } from "../../problems.js";
import type { Route } from "../endpoint.js";
import { throwAwayBody } from "../intake.js";
import type { Limits } from "./limits.js";
import { readableBy } from "../origins.js";
import { sendProblem } from "../problems.js";
import type { ResponseMeter } from "../responseMeter.js";
import { routeFor, type RouteTable } from "../routes.js";
import { securityHeaderValues } from "../securityHeaders.js";
import type { InFlight } from "../inFlight.js";

interface GateDeps {
  table: RouteTable;
  identity: Pick<RememberedIdentity, "known">;
  limits: Pick<Limits, "refusal" | "hold">;
  inFlight: Pick<InFlight, "count">;
  measure: ResponseMeter;
  allowedOrigins: readonly string[];
  secure: boolean;
}

export type Gate = (req: IncomingMessage, res: ServerResponse, passOn: () => void) => void;

/**
 * Refuses an account that has spent its rate limit before its body is read and before any framework sees the request: on
 * the way through functions-framework and two Express apps a refusal costs as much CPU as an answer, 0.6 ms, and a program
 * that runs away would take that from other users. Nothing depends on it: what it passes on is counted and refused by the
 * router, with the same answer.
 */
export function gate({ table, identity, limits, inFlight, measure, allowedOrigins, secure }: GateDeps): Gate {
  const security = securityHeaderValues(secure);

  const refuse = async (
    { uid, problem, route }: Refusal,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> => {
    inFlight.count(res);
    measure(route, res);
    await limits.hold(uid);
    if (!res.closed) await throwAwayBody(req, res);
    if (res.closed) return;
    res.setHeaders(security).setHeader("Vary", "Origin");
    for (const [name, value] of Object.entries(readableBy(req.headers.origin, allowedOrigins)))
      res.setHeader(name, value);
    if (!route.refuse?.(problem, req, res)) sendProblem(problem, res);
  };

  return (req, res, passOn) => {
    const [path = ""] = (req.url ?? "").split("?", 1);
    const route = routeFor(table(path), req.method);
    const uid = route?.limit && identity.known(req)?.uid;
    const problem = route?.limit && uid !== undefined && limits.refusal(uid, route.limit);
    if (problem) void refuse({ uid, problem, route }, req, res);
    else passOn();
  };
}

interface Refusal {
  uid: string;
  problem: Problem;
  route: Route;
}
