import { type ApiSchemas, apiSchemas } from "./apiSchemas.js";
import { appCheckScheme } from "./appCheckScheme.js";
import { operationId, tagOf } from "./naming.js";
import { operation, proofs } from "./operation.js";
import type { Route } from "../endpoint.js";
import { problemExamples, problemSchema } from "./problemSchema.js";

const schemes = {
  bearer: { type: "http", scheme: "bearer", bearerFormat: "Firebase ID token" },
  session: { type: "apiKey", in: "cookie", name: "__session" },
  ticket: {
    type: "apiKey",
    in: "query",
    name: "ticket",
    description: "Of POST /api/realtime/tickets: opens one stream within 60 s.",
  },
  appCheck: appCheckScheme("apiKey"),
} as const;

/** OpenAPI 3.1 of the routes, derived from their schemas (https://spec.openapis.org/oas/v3.1.1). */
export function openApi(routes: readonly Route[], version: string) {
  const schemas = apiSchemas();
  const paths = pathsOf(routes, schemas);
  return {
    openapi: "3.1.1",
    info: { title: "Firecast", version, description: "Realtime streams, spaces and chat over plain HTTP." },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: schemes,
      schemas: { ...schemas.shared, Problem: problemSchema },
      examples: problemExamples,
      responses: {
        Problem: {
          description: "RFC 9457 problem document",
          content: {
            "application/problem+json": {
              schema: { $ref: "#/components/schemas/Problem" },
              examples: Object.fromEntries(
                Object.keys(problemExamples).map((name) => [name, { $ref: `#/components/examples/${name}` }]),
              ),
            },
          },
        },
      },
    },
    ...(routes.length > 0 && { security: proofs }),
  };
}

function pathsOf(routes: readonly Route[], schemas: ApiSchemas): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/api${route.path.replace(/[:*](\w+)/g, "{$1}")}`;
    const described = { operationId: operationId(route), tags: [tagOf(route)], ...operation(route, schemas) };
    (paths[path] ??= {})[route.method.toLowerCase()] = described;
  }
  return paths;
}
