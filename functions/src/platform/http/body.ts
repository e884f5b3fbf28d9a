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

const childrenOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value) : [];
