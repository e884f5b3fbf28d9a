import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Log } from "../log.js";
import { notFound, Problem } from "../problems.js";
import type { Asked } from "../appCheck/appCheck.js";
import type { Kit, Route } from "./endpoint.js";
import { takeInBody } from "./intake.js";
import { cors } from "./origins.js";
import { renderProblem } from "./problems.js";
import type { ResponseMeter } from "./responseMeter.js";
import { type Found, routeFor, type RouteTable } from "./routes.js";
import { securityHeaders } from "./securityHeaders.js";
import type { InFlight } from "./inFlight.js";

interface RouterOptions {
  table: RouteTable;
  kit: Kit;
  inFlight: InFlight;
  measure: ResponseMeter;
  log: Log;
  allowedOrigins: readonly string[];
  /** Whether it is reached by https alone: not in the emulators. */
  secure: boolean;
}

/** An Express app of these routes: each with and without the `/api` prefix, everything else a documented problem. */
export function router({
  table,
  kit,
  inFlight,
  measure,
  log,
  allowedOrigins,
  secure,
}: RouterOptions): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use((_req, res, next) => {
    inFlight.count(res);
    next();
  });
  app.use(securityHeaders(secure));
  app.use(
    cors(allowedOrigins, (path) =>
      [...(table(path)?.methods.values() ?? [])].some(({ anyOrigin }) => anyOrigin),
    ),
  );
  app.use(takeInBody);
  app.use(async (req, res) => {
    const found = table(req.path);
    const route = routeFor(found, req.method);
    if (!route) {
      res.set(kit.limits.address(req, "calls"));
      throw found ? notAllowed(found) : notFound();
    }
    req.params = { ...found?.params };
    measure(route, res);
    await kit.appCheck?.admit(req, askedOf(route, req));
    await route.handle(req, res, kit);
  });
  app.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (res.destroyed) next();
    else renderProblem(error, req, res, log);
  });
  return app;
}

function askedOf(route: Route, req: Request): Asked {
  const { path, method, access, limitedUse } = route;
  const isOpen = (access === "anyone" && method === "GET") || route.needsNoApp?.(req) === true;
  return { route: path, isOpen, identifies: access !== "anyone", limitedUse };
}

const notAllowed = ({ methods }: Found): Problem =>
  new Problem("method_not_allowed", { headers: { Allow: [...methods.keys()].join(", ") } });
