import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Log } from "../log.js";
import { notFound, Problem } from "../problems.js";
import type { Kit, Route } from "./endpoint.js";
import { takeInBody } from "./intake.js";
import { cors } from "./origins.js";
import { renderProblem } from "./problems.js";
import type { ResponseMeter } from "./responseMeter.js";
import { byPath } from "./routes.js";
import { securityHeaders } from "./securityHeaders.js";
import type { InFlight } from "./inFlight.js";

interface RouterOptions {
  routes: readonly Route[];
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
  routes,
  kit,
  inFlight,
  measure,
  log,
  allowedOrigins,
  secure,
}: RouterOptions): Express {
  const app = express();
  app
    .disable("x-powered-by")
    .disable("etag")
    .set("query parser", "simple")
    .set("case sensitive routing", true);
  app.use((_req, res, next) => {
    inFlight.count(res);
    next();
  });
  app.use(securityHeaders(secure));
  app.use(cors(allowedOrigins));
  app.use(takeInBody);
  for (const [path, methods] of byPath(routes)) {
    app.all([path, `/api${path}`], async (req, res) => {
      const route = methods.get(req.method === "HEAD" ? "GET" : req.method);
      if (!route) {
        res.set(kit.limits.address(req, "calls"));
        throw new Problem("method_not_allowed", { headers: { Allow: [...methods.keys()].join(", ") } });
      }
      measure(route, res);
      await route.handle(req, res, kit);
    });
  }
  app.use((req, res) => {
    res.set(kit.limits.address(req, "calls"));
    throw notFound();
  });
  app.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (res.destroyed) next();
    else renderProblem(error, req, res, log);
  });
  return app;
}
