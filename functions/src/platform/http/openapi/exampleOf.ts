import { z } from "zod";
import { samples, samplesByFormat, samplesByName } from "./samples.js";

/** As much of a JSON Schema as zod writes. */
const Node = z.looseObject({
  $ref: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  type: z
    .union([z.string(), z.tuple([z.string()]).rest(z.string())])
    .transform((type) => (typeof type === "string" ? type : type[0]))
    .optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  minItems: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  propertyNames: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
});
type Node = z.infer<typeof Node>;

interface Reading {
  readonly root: Node;
  /** Whether what may be left out is there, too. */
  readonly whole: boolean;
  /** How often a schema has referred to itself. */
  readonly depth: number;
}

/** A value that the schema takes, as whole as possible; undefined where none is found. `name` is what it is the value of. */
export function exampleOf(schema: z.ZodType, io: "input" | "output", name = ""): unknown {
  const root = Node.parse(z.toJSONSchema(schema, { io, unrepresentable: "any" }));
  const [whole, least] = [true, false].map((isWhole) =>
    valueOf(root, name, { root, whole: isWhole, depth: 0 }),
  );
  const values = [whole, least, ...between(least, whole)];
  return values.find((value) => schema.safeParse(value).success);
}

/** What has to be there, and one more: schemas may want some of their fields, or one of two. */
function between(least: unknown, whole: unknown): object[] {
  const [begun, all] = [Fields.safeParse(least).data, Fields.safeParse(whole).data];
  return Object.entries(all ?? {}).map(([name, value]) => ({ ...begun, [name]: value }));
}

const Fields = z.record(z.string(), z.unknown());

function valueOf(given: unknown, name: string, reading: Reading): unknown {
  const node = Node.safeParse(given).data;
  if (!node) return true;
  if (node.$ref !== undefined) return valueAt(node.$ref, name, reading);
  if ("const" in node) return node.const;
  if (node.enum) return node.enum[0];
  const { anyOf = [], oneOf = [], allOf = [] } = node;
  const [either] = [...anyOf, ...oneOf];
  if (either !== undefined) return valueOf(either, name, reading);
  if (allOf.length > 0) return merged(allOf.map((part) => valueOf(part, name, reading)));
  return plain(node, name, reading);
}

const merged = (parts: readonly unknown[]): object =>
  Object.fromEntries(parts.flatMap((part) => Object.entries(Fields.safeParse(part).data ?? {})));

/** In the demo's words. */
function plain(node: Node, name: string, reading: Reading): unknown {
  switch (node.type) {
    case "string":
      return textOf(node, name);
    case "integer":
    case "number":
      return numberOf(node);
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return listOf(node, name, reading);
    case "object":
      return objectOf(node, reading);
    default:
      return node.default ?? samplesByName[name]?.[0] ?? true;
  }
}

function valueAt(reference: string, name: string, reading: Reading): unknown {
  const path = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  let at: unknown = reading.root;
  for (const step of path) at = Node.safeParse(at).data?.[step];
  return reading.depth > 2 ? true : valueOf(at, name, { ...reading, depth: reading.depth + 1 });
}

function textOf(node: Node, name: string): string {
  const { pattern, format = "", minLength = 0, maxLength = Infinity, default: usual } = node;
  const form = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const [ofFormat = [], ofName = []] = [samplesByFormat[format], samplesByName[name]];
  const candidates = [usual, ...ofName, ...ofFormat, ...samples, "x".repeat(minLength)];
  const fits = (text: unknown): text is string =>
    typeof text === "string" &&
    text.length >= minLength &&
    text.length <= maxLength &&
    (form?.test(text) ?? true);
  return candidates.find(fits) ?? "example";
}

function numberOf({ minimum, exclusiveMinimum, maximum = Infinity, default: usual }: Node): unknown {
  if (usual !== undefined) return usual;
  const least = minimum ?? (exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + 1);
  return Math.min(Math.max(1, least), maximum);
}

function listOf({ items, prefixItems = [], minItems = 0 }: Node, name: string, reading: Reading): unknown[] {
  const ofItem = (item: unknown): unknown => valueOf(item, name, reading);
  if (prefixItems.length > 0) return prefixItems.map(ofItem);
  const isNamed = items !== undefined && (reading.whole || minItems > 0);
  return isNamed ? Array.from({ length: Math.max(1, minItems) }, () => ofItem(items)) : [];
}

function objectOf(node: Node, reading: Reading): Record<string, unknown> {
  const { properties, required = [], propertyNames, additionalProperties } = node;
  if (!properties) {
    const keys = (Node.safeParse(propertyNames).data?.enum ?? ["example"]).map(String);
    return Object.fromEntries(keys.map((key) => [key, valueOf(additionalProperties, key, reading)]));
  }
  const named = Object.entries(properties).filter(([name]) => reading.whole || required.includes(name));
  return Object.fromEntries(named.map(([name, property]) => [name, valueOf(property, name, reading)]));
}
