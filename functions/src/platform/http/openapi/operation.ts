import { z } from "zod";
import type { ApiSchemas } from "./apiSchemas.js";
import { exampleOf } from "./exampleOf.js";
import type { Route } from "../endpoint.js";

const problem = { $ref: "#/components/responses/Problem" };

/** Who calls, where App Check is enforced with the app that it calls from. */
export const proofs = [
  { bearer: [] },
  { session: [] },
  { bearer: [], appCheck: [] },
  { session: [], appCheck: [] },
];

/** What a document says of a route, beside its names. */
export function operation(route: Route, schemas: ApiSchemas): object {
  const keyed = route.method !== "GET" && route.access !== "anyone";
  const json = "application/json";
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
      requestBody: { required: true, content: { [json]: contentOf(route.body, "input", schemas) } },
    }),
    responses: { ...answers(route, schemas), "4XX": problem, "5XX": problem },
    ...securityOf(route),
  };
}

/** Undefined where it is what the whole document says. */
function securityOf({ method, access, produces }: Route): object {
  if (access === "anyone") return { security: method === "GET" ? [] : [{}, { appCheck: [] }] };
  const ticketed = produces === "text/event-stream" ? [{ ticket: [] }] : [];
  if (access === "optional") return { security: [{}, ...proofs, ...ticketed] };
  return ticketed.length > 0 ? { security: [...proofs, ...ticketed] } : {};
}

function contentOf(schema: z.ZodType, io: "input" | "output", schemas: ApiSchemas): object {
  const example = exampleOf(schema, io);
  return { schema: schemas.of(schema, io), ...(example !== undefined && { example }) };
}

function parameters(schema: z.ZodObject | undefined, place: "path" | "query"): object[] {
  return Object.entries(schema?.shape ?? {}).map(([name, type]) => {
    const wanted = z.instanceof(z.ZodType).parse(type);
    const required = place === "path" || !wanted.safeParse(undefined).success;
    const example = required ? exampleOf(wanted, "input", name) : undefined;
    return {
      name,
      in: place,
      required,
      schema: z.toJSONSchema(wanted, { io: "input", unrepresentable: "any" }),
      ...(example !== undefined && { example }),
    };
  });
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
        ...(schema && { content: { [produces]: contentOf(schema, "output", schemas) } }),
      },
    ]),
  );
}
