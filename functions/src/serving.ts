import type { Instance } from "./compose.js";
import { gate } from "./platform/http/limits/gate.js";
import { router } from "./platform/http/router.js";
import { routeTable } from "./platform/http/routes.js";

/**
 * The API of an instance as the two HTTP functions serve it; with `pollOnly`, where a function is cut off after a minute,
 * streams are answered as long polls. Apart from `compose.ts`, so that the process of a trigger loads no HTTP framework.
 */
export function serving({ http: { routesOf, ...http } }: Pick<Instance, "http">, { pollOnly = false } = {}) {
  const table = routeTable(routesOf({ pollOnly }));
  return {
    table,
    app: router({ ...http, table }),
    /** Refuses, before any framework sees a request, accounts that are beyond their limits. */
    gate: gate({ ...http, ...http.kit, table }),
  };
}
