import type { Express } from "express";
import type { Instance } from "./compose.js";
import { gate } from "./platform/http/limits/gate.js";
import { router } from "./platform/http/router.js";

/**
 * The API of an instance as the two HTTP functions serve it: `api` is cut off after a minute, and answers streams as long
 * polls. Apart from `compose.ts`, so that the process of a trigger loads no HTTP framework.
 */
export function serving({ http: { routesOf, ...http } }: Pick<Instance, "http">) {
  const routes = routesOf({ pollOnly: false });
  const appOf = (served: typeof routes): Express => router({ ...http, routes: served });
  return {
    streams: appOf(routes),
    api: appOf(routesOf({ pollOnly: true })),
    /** Refuses, before any framework sees a request, accounts that are beyond their limits. */
    gate: gate({ ...http, ...http.kit, routes }),
  };
}
