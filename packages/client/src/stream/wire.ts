import type { ChannelStart, WireEvent } from "@firecast/contract/core/events";
import type { ProblemDocument } from "../types/errors.js";

/*
 * What comes over the wire, checked by hand as far as the client relies on it: the schemas of the contract would be 30 KiB of
 * every page.
 */

export type Json = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export const isWireEvent = (value: unknown): value is WireEvent =>
  isRecord(value) &&
  typeof value["id"] === "string" &&
  typeof value["channel"] === "string" &&
  typeof value["type"] === "string" &&
  typeof value["at"] === "string" &&
  (value["seq"] === undefined || (isCount(value["seq"]) && value["seq"] > 0));

/** The events of a frame, a batch's in their order; undefined if it is none of a channel. */
export function eventsOf(event: string, data: unknown): readonly WireEvent[] | undefined {
  if (event !== "batch") return isWireEvent(data) && data.type === event ? [data] : undefined;
  const events: unknown = isRecord(data) ? data["events"] : undefined;
  return Array.isArray(events) && events.every(isWireEvent) ? events : undefined;
}

interface Types {
  string: string;
  number: number;
}

/** Whether it has these fields, of these types. */
const has = <Shape extends Readonly<Record<string, keyof Types>>>(
  value: unknown,
  shape: Shape,
): value is Json & { readonly [Name in keyof Shape]: Types[Shape[Name]] } =>
  isRecord(value) && Object.entries(shape).every(([name, type]) => typeof value[name] === type);

const isStart = (value: unknown): value is ChannelStart =>
  has(value, { channel: "string", start: "string" }) &&
  ["live", "resumed", "reset"].includes(value.start) &&
  isCount(value["from"]) &&
  isCount(value["head"]);

export interface ConnectedData {
  readonly connectionId: string;
  readonly channels: readonly ChannelStart[];
  readonly at: string;
  readonly mode: "stream" | "poll";
  readonly pingMs: number;
}

export function connectedOf(data: unknown): ConnectedData | undefined {
  if (!has(data, { connectionId: "string", at: "string" })) return undefined;
  const { connectionId, channels, at, mode, pingMs } = data;
  if (!Array.isArray(channels) || !channels.every(isStart)) return undefined;
  return {
    ...{ connectionId, channels, at },
    mode: mode === "poll" ? "poll" : "stream",
    pingMs: isCount(pingMs) && pingMs > 0 ? pingMs : 30_000,
  };
}

export function headsOf(data: unknown): ReadonlyMap<string, number> {
  const heads = isRecord(data) ? data["heads"] : undefined;
  if (!isRecord(heads)) return new Map();
  return new Map(Object.entries(heads).flatMap(([name, head]) => (isCount(head) ? [[name, head]] : [])));
}

export function resetOf(data: unknown): { channel: string; head: number } | undefined {
  if (!has(data, { channel: "string" })) return undefined;
  const { channel, head } = data;
  return isCount(head) ? { channel, head } : undefined;
}

export interface Farewell {
  /** A `ReconnectReason`, or one of a newer server. */
  readonly reason: string;
  readonly retryMs: number;
}

export function farewellOf(data: unknown): Farewell | undefined {
  if (!has(data, { reason: "string" })) return undefined;
  const { reason, retryMs } = data;
  return isCount(retryMs) ? { reason, retryMs } : undefined;
}

/** A problem document; undefined for what is none, such as a proxy's page. */
export function problemOf(data: unknown): ProblemDocument | undefined {
  if (!has(data, { type: "string", title: "string", status: "number" })) return undefined;
  const { type, title, status, detail, errors } = data;
  return {
    ...{ type, title, status },
    ...(typeof detail === "string" && { detail }),
    ...(Array.isArray(errors) && { errors: errors.filter(isPart) }),
  };
}

const isPart = (value: unknown): value is { in: string; pointer: string; detail: string } =>
  has(value, { in: "string", pointer: "string", detail: "string" });

/** A page in its place is none of our server's: of a proxy, or of a network that wants its user to sign in. */
export const isPage = (headers: Headers): boolean =>
  headers.get("Content-Type")?.startsWith("text/html") ?? false;
