import { Health, Stats } from "@firecast/contract/operations";
import { z } from "zod";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import { ok } from "../../platform/http/answers.js";
import { endpoint, openEndpoint, type Route } from "../../platform/http/endpoint.js";
import { Problem } from "../../platform/problems.js";
import type { Operations } from "../operations/operations.js";
import { type Scope, statsOf } from "../operations/stats.js";
import { counted } from "../operations/streamMeters.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";
import { metricsRoute } from "./metrics.js";

export interface OperationsRouteDeps {
  operations: Operations;
  sessions: SessionRegistry;
  clock: Clock;
  /** What a scraper of metrics may bring; undefined: none. */
  metricsSecret: string | undefined;
}

/** How the deployment does. */
export function operationsRoutes(deps: OperationsRouteDeps): Route[] {
  return [
    ...["/realtime/health", "/sse/health"].map((path) =>
      openEndpoint(
        {
          method: "GET",
          path,
          summary: "Whether this instance is well; operators are told more",
          openTo: { anonymous: true, services: true },
          needsNoApp: () => true,
          query: z.object({}),
          answer: ok(Health),
        },
        async ({ caller }) => {
          const isOperator = caller.type === "user" && caller.user.operator;
          return { ...(await healthOf(deps)), ...(isOperator && detailsOf(deps.sessions)) };
        },
      ),
    ),

    endpoint(
      {
        method: "GET",
        path: "/realtime/stats",
        summary: "Connections of all instances: for operators, and for admins those of their organization",
        answer: ok(Stats),
      },
      async ({ user }) => {
        const scope = scopeOf(user);
        const { operations, clock } = deps;
        const { kept, ...stats } = statsOf(await operations.snapshots.all(), scope);
        const eventHistorySize = scope.type === "all" ? await operations.keptEvents() : kept;
        return { ...stats, eventHistorySize, at: toTimestamp(clock.now()) };
      },
    ),

    metricsRoute(deps),
  ];
}

/** Whose connections a user may know of. @throws Problem `forbidden` */
function scopeOf({ operator, role, organizationId }: User): Scope {
  if (operator) return { type: "all" };
  if (role === "admin" && organizationId !== undefined) return { type: "organization", organizationId };
  throw new Problem("forbidden");
}

async function healthOf({ operations, sessions, clock }: OperationsRouteDeps) {
  const dependencies = await operations.dependencies();
  const isWell = !Object.values(dependencies).includes("down");
  return {
    status: isWell ? ("ok" as const) : ("degraded" as const),
    live: true as const,
    ready: isWell && !sessions.isDraining,
    dependencies,
    streams: sessions.count,
    at: toTimestamp(clock.now()),
  };
}

function detailsOf(sessions: SessionRegistry) {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  return {
    activeConnections: sessions.count,
    connectionsByChannel: Object.fromEntries(counted(sessions.all().flatMap(({ channels }) => channels))),
    serverUptime: Math.round(process.uptime()),
    memoryUsage: { rss, heapTotal, heapUsed, external },
  };
}
