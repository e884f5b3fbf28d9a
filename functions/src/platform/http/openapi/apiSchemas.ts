import { z } from "zod";
import { derivedId } from "../../ids.js";

/** JSON schemas for an API document. */
export interface ApiSchemas {
  of(schema: z.ZodType, io: "input" | "output"): object;
  /** What those refer to, by name: schemas that contain themselves, such as any JSON. For `components.schemas`. */
  readonly shared: Readonly<Record<string, unknown>>;
}

export function apiSchemas(): ApiSchemas {
  const shared: Record<string, unknown> = {};

  /** The same definitions get the same name wherever they are met. */
  const share = (document: object, definitions: object): object => {
    const family = derivedId(JSON.stringify(definitions)).slice(0, 8);
    const moved = (part: object): object =>
      z
        .record(z.string(), z.unknown())
        .parse(JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', `"#/components/schemas/${family}.`)));
    for (const [name, definition] of Object.entries(moved(definitions)))
      shared[`${family}.${name}`] = definition;
    return moved(document);
  };

  return {
    shared,
    of: (schema, io) => {
      const { $schema: _, $defs, ...document } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
      return $defs ? share(document, $defs) : document;
    },
  };
}
