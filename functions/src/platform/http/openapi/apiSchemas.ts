import { z } from "zod";
import { derivedId } from "../../ids.js";

/** JSON schemas for an API document. */
export interface ApiSchemas {
  of(schema: z.ZodType, io: "input" | "output"): object;
  /** What those refer to, by name: schemas that contain themselves, such as any JSON. For `components.schemas`. */
  readonly shared: Readonly<Record<string, unknown>>;
}

/** Which JSON Schema the document is written in: OpenAPI 3.1 knows the newest, AsyncAPI 3.0 draft 7. */
type Draft = "draft-2020-12" | "draft-7";

/** How a schema of any JSON is written, which contains itself: generators of types fail on that. */
const anyJson = JSON.stringify({
  anyOf: [
    { type: "string" },
    { type: "number" },
    { type: "boolean" },
    { type: "null" },
    { type: "array", items: { $ref: "itself" } },
    {
      type: "object",
      propertyNames: { type: "string" },
      additionalProperties: { $ref: "itself" },
    },
  ],
});

export function apiSchemas(target: Draft = "draft-2020-12"): ApiSchemas {
  const own = target === "draft-7" ? "definitions" : "$defs";
  const shared: Record<string, unknown> = {};

  /** The same definitions get the same name wherever they are met. */
  const share = (document: object, definitions: object): object => {
    const family = derivedId(JSON.stringify(definitions)).slice(0, 8);
    const moved = (part: object): object =>
      z
        .record(z.string(), z.unknown())
        .parse(JSON.parse(JSON.stringify(part).replaceAll(`"#/${own}/`, `"#/components/schemas/${family}.`)));
    for (const [name, definition] of Object.entries(moved(definitions))) {
      const shape = JSON.stringify(definition).replaceAll(`#/components/schemas/${family}.${name}`, "itself");
      shared[`${family}.${name}`] = shape === anyJson ? { description: "Any JSON value" } : definition;
    }
    return moved(document);
  };

  return {
    shared,
    of: (schema, io) => {
      const {
        $schema: _,
        $defs,
        definitions,
        ...document
      } = z.toJSONSchema(schema, {
        ...{ io, target, unrepresentable: "any", override: ({ jsonSchema }) => nameKeys(jsonSchema) },
      });
      const defined = $defs ?? definitions;
      return defined ? share(document, defined) : document;
    },
  };
}

/** A record of known keys has them as properties, too: validators miss what is required and not described. */
function nameKeys(schema: z.core.JSONSchema.BaseSchema): void {
  const { required = [], additionalProperties } = schema;
  if (schema.propertyNames === undefined || required.length === 0) return;
  schema.properties = Object.fromEntries(required.map((name) => [name, additionalProperties ?? true]));
}
