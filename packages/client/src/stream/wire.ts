import type { ChannelStart, ReconnectReason, WireEvent } from "@firecast/contract/core/events";
import type { ProblemDocument } from "../types/errors.js";

/*
 * What comes over the wire, checked by hand as far as the client relies on it: the schemas of the contract would be 30 KiB of
 * every page.
 */

export type Json = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

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

const isStart = (value: unknown): value is ChannelStart =>
  isRecord(value) &&
  typeof value["channel"] === "string" &&
  (value["start"] === "live" || value["start"] === "resumed" || value["start"] === "reset") &&
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
  if (!isRecord(data)) return undefined;
  const { connectionId, channels, at, mode, pingMs } = data;
  if (typeof connectionId !== "string" || typeof at !== "string") return undefined;
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
  if (!isRecord(data)) return undefined;
  const { channel, head } = data;
  return typeof channel === "string" && isCount(head) ? { channel, head } : undefined;
}

export interface Farewell {
  readonly reason: ReconnectReason | "unknown";
  readonly retryMs: number;
}

const reasons: Readonly<Record<ReconnectReason, true>> = {
  ...{ lifetime: true, idle: true, token_expiring: true, byte_budget: true, slow_reader: true },
  ...{ shutting_down: true, overloaded: true, rate_limited: true, connection_limit: true },
  ...{ rights_changed: true, unavailable: true },
};
const isReason = (value: string): value is ReconnectReason => Object.hasOwn(reasons, value);

export function farewellOf(data: unknown): Farewell | undefined {
  if (!isRecord(data)) return undefined;
  const { reason, retryMs } = data;
  if (typeof reason !== "string" || !isCount(retryMs)) return undefined;
  return { reason: isReason(reason) ? reason : "unknown", retryMs };
}

/** A problem document; undefined for what is none, such as a proxy's page. */
export function problemOf(data: unknown): ProblemDocument | undefined {
  if (!isRecord(data)) return undefined;
  const { type, title, status, detail, errors } = data;
  if (typeof type !== "string" || typeof title !== "string" || typeof status !== "number") return undefined;
  return {
    ...{ type, title, status },
    ...(typeof detail === "string" && { detail }),
    ...(Array.isArray(errors) && { errors: errors.filter(isPart) }),
  };
}

interface Part {
  readonly in: string;
  readonly pointer: string;
  readonly detail: string;
}

const isPart = (value: unknown): value is Part =>
  isRecord(value) &&
  [value["in"], value["pointer"], value["detail"]].every((text) => typeof text === "string");
