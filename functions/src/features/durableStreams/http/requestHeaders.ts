import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "../../../platform/problems.js";
import type { Lifetime } from "../rules/lifetime.js";
import { nameInUrl } from "../rules/names.js";
import { type Offset, offsetIn } from "../rules/offset.js";
import type { Produced } from "../rules/producers.js";

const Decimal = /^(?:0|[1-9]\d*)$/;
const Rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const longestProducerId = 256;
const longestSeq = 256;

/** Only `true` counts, in whatever case. */
export const closes = (headers: IncomingHttpHeaders): boolean =>
  textOf(headers, "stream-closed")?.toLowerCase() === "true";

/** @throws Problem 400. */
export function lifetimeIn(headers: IncomingHttpHeaders): Lifetime {
  const [ttl, expiresAt] = [textOf(headers, "stream-ttl"), textOf(headers, "stream-expires-at")];
  if (ttl !== undefined && expiresAt !== undefined)
    throw invalid("stream-ttl", "goes without Stream-Expires-At");
  if (ttl !== undefined && !(Decimal.test(ttl) && Number.isSafeInteger(Number(ttl) * 1000)))
    throw invalid("stream-ttl", "must be a number of seconds");
  if (expiresAt !== undefined && !(Rfc3339.test(expiresAt) && !Number.isNaN(Date.parse(expiresAt))))
    throw invalid("stream-expires-at", "must be a time of RFC 3339");
  return { ttlSeconds: ttl === undefined ? undefined : Number(ttl), expiresAt };
}

/** All three headers or none. @throws Problem 400. */
export function producerIn(headers: IncomingHttpHeaders): Produced | undefined {
  const names = ["producer-id", "producer-epoch", "producer-seq"];
  const [id, epoch, seq] = names.map((name) => textOf(headers, name));
  if (id === undefined && epoch === undefined && seq === undefined) return undefined;
  if (id === undefined || epoch === undefined || seq === undefined)
    throw invalid("producer-id", "goes with Producer-Epoch and Producer-Seq");
  if (id === "" || id.length > longestProducerId)
    throw invalid("producer-id", `must be 1 to ${longestProducerId} characters`);
  return { id, epoch: integerIn("producer-epoch", epoch), seq: integerIn("producer-seq", seq) };
}

function integerIn(name: string, text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw invalid(name, "must be a number from 0 on");
}

/** @throws Problem 400. */
export function seqIn(headers: IncomingHttpHeaders): string | undefined {
  const seq = textOf(headers, "stream-seq");
  if (seq !== undefined && (seq === "" || seq.length > longestSeq))
    throw invalid("stream-seq", `must be 1 to ${longestSeq} characters`);
  return seq;
}

/** @throws Problem 400. */
export function forkIn(headers: IncomingHttpHeaders) {
  const from = textOf(headers, "stream-forked-from");
  const [at, sub] = [textOf(headers, "stream-fork-offset"), textOf(headers, "stream-fork-sub-offset")];
  if (from === undefined) {
    if (at !== undefined) throw invalid("stream-fork-offset", "goes with Stream-Forked-From");
    if (sub !== undefined) throw invalid("stream-fork-sub-offset", "goes with Stream-Forked-From");
    return undefined;
  }
  const offset = at === undefined ? undefined : forkOffset(at);
  if (sub !== undefined && !(Decimal.test(sub) && Number.isSafeInteger(Number(sub))))
    throw invalid("stream-fork-sub-offset", "must be a number from 0 on");
  return { name: nameInUrl(from), offset, sub: Number(sub ?? 0) };
}

function forkOffset(text: string): Offset {
  const offset = offsetIn(text);
  if (text === "-1" || offset.type === "now") throw invalid("stream-fork-offset", "must be an offset");
  return offset;
}

/** A header that a stranger repeats is several values to some, and one to others. */
function textOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

const invalid = (header: string, detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: "header", pointer: `/${header}`, detail }] });
