import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Where a request comes from, as a key to count by. */
export interface Source {
  readonly key: string;
  /** Whether many callers share it, as they share an edge of Firebase Hosting. */
  readonly shared: boolean;
}

/**
 * The addresses that a call without an account is counted for. Only what our own edge adds is believed:
 *
 * - Each proxy appends the address of its caller to `X-Forwarded-For`. With `proxies` of ours in front, the entry that many
 *   places from the right was written by the first of them; what stands left of it, the caller may have written. On the
 *   function's own URL that is one, Google's front end (https://cloud.google.com/functions/docs/reference/headers); in the
 *   emulators none, and the connection's own address counts.
 * - Through Firebase Hosting that entry is an edge of Hosting's CDN, and `Fastly-Client-IP` names the visitor. Any caller
 *   may send that header to the function's own URL, so it is counted within the edge: a claim fills no bucket of
 *   another visitor's, and many claims from one address are bounded by that address, with a larger share.
 */
export function sourcesOf({ headers, socket }: IncomingMessage, proxies: number): readonly Source[] {
  const hops = textOf(headers["x-forwarded-for"]).split(",");
  const edge = networkOf(proxies === 0 ? socket.remoteAddress : hops.at(-proxies));
  if (headers["x-forwarded-host"] === undefined || proxies === 0) return [{ key: edge, shared: false }];
  const visitor = networkOf(textOf(headers["fastly-client-ip"]));
  return [
    { key: `${edge} ${visitor}`, shared: false },
    { key: `${edge} hosting`, shared: true },
  ];
}

const textOf = (header: string | string[] | undefined): string => [header ?? ""].flat().join(",");

/** An IPv4 address, or the /64 of an IPv6 address: one connection usually has all of those. */
export function networkOf(address: string | undefined): string {
  const text = address?.trim() ?? "";
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(text) !== 6) return isIP(text) === 4 ? text : "unknown";
  const [front = "", back] = text.replace(/%.*$/, "").split("::");
  const before = front === "" ? [] : front.split(":");
  const after = back === undefined || back === "" ? [] : back.split(":");
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(":")}::/64`;
}
