import type { IncomingMessage } from "node:http";
import { Problem } from "../problems.js";
import { bodyOf } from "./intake.js";

/** Body of a write as a value; undefined for an empty body. @throws Problem 400 or 415. */
export function readJson(req: IncomingMessage): { value: unknown; bytes: Buffer } {
  const bytes = bodyOf(req);
  return { value: jsonOf(bytes, req.headers["content-type"]), bytes };
}

/** @throws Problem 400 or 415. */
export function jsonOf(bytes: Buffer, type = ""): unknown {
  if (bytes.length === 0) return undefined;
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    throw new Problem("unsupported_media_type", { headers: { Accept: "application/json" } });
  }
  const value = parse(bytes);
  if (nestsDeeperThan(maxDepth, value)) {
    throw new Problem("invalid_request", { detail: `At most ${maxDepth} levels of nesting.` });
  }
  const forbidden = pointerTo("__proto__", value);
  if (forbidden !== undefined) {
    const detail = "is a name that no field may have";
    throw new Problem("invalid_request", { errors: [{ in: "body", pointer: forbidden, detail }] });
  }
  return value;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new Problem("malformed_json", { cause });
  }
}

/** Schemas recurse over what they check; a body of nothing but brackets would exhaust the stack. */
const maxDepth = 32;

function nestsDeeperThan(levels: number, value: unknown): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > levels) return true;
    layer = layer.flatMap(childrenOf);
  }
  return false;
}

/** Where the first field of that name is. Schemas leave out `__proto__` without a word: it must not reach them. */
function pointerTo(name: string, value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Object.hasOwn(value, name)) return `/${name}`;
  for (const [key, child] of Object.entries(value)) {
    const within = pointerTo(name, child);
    if (within !== undefined) return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}${within}`;
  }
  return undefined;
}

const childrenOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value) : [];
