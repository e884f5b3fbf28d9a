import { z } from "zod";
import { type ApiSchemas, apiSchemas } from "./apiSchemas.js";
import type { Route } from "../endpoint.js";

const problem = {
  description: "RFC 9457 problem document",
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        required: ["type", "title", "status"],
        properties: {
          type: { type: "string", format: "uri" },
          title: { type: "string" },
          status: { type: "integer" },
          detail: { type: "string" },
          errors: {
            type: "array",
            items: {
              type: "object",
              required: ["in", "pointer", "detail"],
              properties: {
                in: { enum: ["path", "query", "header", "body"] },
                pointer: { type: "string" },
                detail: { type: "string" },
              },
            },
          },
        },
      },
    },
  },
} as const;

const proofs = [{ bearer: [] }, { session: [] }];

/** OpenAPI 3.1 of the routes, derived from their schemas (https://spec.openapis.org/oas/v3.1.1). */
export function openApi(routes: readonly Route[], version: string) {
  const schemas = apiSchemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/api${route.path.replace(/:(\w+)/g, "{$1}")}`;
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, schemas);
  }
  return {
    openapi: "3.1.1",
    info: { title: "Firecast", version, description: "Realtime streams, spaces and chat over plain HTTP." },
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "Firebase ID token" },
        session: { type: "apiKey", in: "cookie", name: "__session" },
      },
      schemas: schemas.shared,
    },
    ...(routes.length > 0 && { security: proofs }),
  };
}

function operation(route: Route, schemas: ApiSchemas): object {
  const keyed = route.method !== "GET" && route.access !== "anyone";
  return {
    summary: route.summary,
    parameters: [
      ...parameters(route.params, "path"),
      ...parameters(route.query, "query"),
      ...(keyed
        ? [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string" } }]
        : []),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemas.of(route.body, "input") } },
      },
    }),
    responses: { ...answers(route, schemas), default: problem },
    ...(route.access === "anyone" && { security: [] }),
    ...(route.access === "optional" && { security: [{}, ...proofs] }),
  };
}

function parameters(schema: z.ZodObject | undefined, place: "path" | "query"): object[] {
  return Object.entries(schema?.shape ?? {}).map(([name, type]) => ({
    name,
    in: place,
    required: place === "path" || !z.safeParse(type, undefined).success,
    schema: z.toJSONSchema(type, { io: "input", unrepresentable: "any" }),
  }));
}

function answers(
  { answers: byStatus, produces = "application/json" }: Route,
  schemas: ApiSchemas,
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, schema]) => [
      status,
      {
        description: status.startsWith("2") ? "Done" : "See the problem",
        ...(schema && { content: { [produces]: { schema: schemas.of(schema, "output") } } }),
      },
    ]),
  );
}
