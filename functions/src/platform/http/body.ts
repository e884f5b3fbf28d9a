import type { IncomingMessage } from "node:http";
import type { Request } from "express";
import { servedFunction } from "../params.js";
import { Problem } from "../problems.js";
import { onArrival } from "./arrival.js";

/** Largest request body, bytes: a publication of 100 small events or one of 64 KiB fits. */
export const maxBodyBytes = 256 * 1024;

const original = new WeakMap<IncomingMessage, string>();

/**
 * functions-framework and the functions emulator parse JSON before a function sees the request, and answer malformed
 * JSON with a page of their own. They leave bodies of other types alone, so the type is put aside when the request
 * arrives, and the bytes are ours.
 *
 * Only in a process that serves one of these functions: what Google calls, such as a task's function, needs the type.
 */
export function takeOverJson(functions: readonly string[], served = servedFunction()): void {
  if (served !== undefined && !functions.includes(served)) return;
  onArrival(({ request }) => {
    const type = request.headers["content-type"];
    if (type === undefined) return;
    original.set(request, type);
    request.headers["content-type"] = "application/octet-stream";
  });
}

/** Body of a write as a value; undefined for an empty body. @throws Problem 400, 413 or 415. */
export function readJson(req: Request): { value: unknown; bytes: Buffer } {
  const bytes = rawBytes(req);
  if (bytes.length === 0) return { value: undefined, bytes };
  const type = original.get(req) ?? req.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    throw new Problem("unsupported_media_type", { headers: { Accept: "application/json" } });
  }
  if (bytes.length > maxBodyBytes) throw tooLarge();
  const value = parse(bytes);
  if (nestsDeeperThan(maxDepth, value)) {
    throw new Problem("invalid_request", { detail: `At most ${maxDepth} levels of nesting.` });
  }
  return { value, bytes };
}

export const tooLarge = (): Problem =>
  new Problem("payload_too_large", { detail: `At most ${maxBodyBytes} bytes.` });

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

function rawBytes(req: Request): Buffer {
  if ("rawBody" in req && Buffer.isBuffer(req.rawBody)) return req.rawBody;
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}
