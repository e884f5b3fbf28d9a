import type { Channel } from "@firecast/contract/core/channel";
import { eventOf } from "@firecast/contract/core/channelKind";
import { maxEventBytes, type Publication } from "@firecast/contract/realtime";
import type { z } from "zod";
import type { Caller } from "../../platform/auth/caller.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import { invalidInput } from "../../platform/http/invalidParts.js";
import { Problem } from "../../platform/problems.js";
import type { Access } from "../access.js";
import { unknownName } from "../askedChannels.js";

/** An event that its channel has, with data that has its form. */
export interface Checked {
  readonly channel: Channel;
  readonly type: string;
  readonly durable: boolean;
  readonly data: unknown;
  readonly by: string | undefined;
}

export interface CheckDeps {
  access: Access;
  clock: Clock;
}

/** `at` leads to the publication in the body. @throws Problem 400 or 413 that says what is wrong with it. */
export function checkPublication(
  { access, clock }: CheckDeps,
  caller: Caller,
  { channel: name, type, data, by }: Publication,
  at: readonly PropertyKey[],
): Checked {
  const pointer = at.map((key) => `/${String(key)}`).join("");
  const channel = access.channelAsked(caller, name);
  if (!channel) throw unknownName({ in: "body", pointer: `${pointer}/channel` });
  const event = eventOf(channel.kind, type);
  if (!event) throw invalid(`${pointer}/type`, "is not an event of this channel");
  if (caller.type === "user" && by !== undefined && by !== caller.user.uid)
    throw invalid(`${pointer}/by`, "must be the caller");
  const parsed = parse(event.data, data, toTimestamp(clock.now()));
  if (!parsed.success) throw invalidInput(parsed.error.issues, data, "body", [...at, "data"]);
  if (Buffer.byteLength(JSON.stringify(parsed.data)) > maxEventBytes) {
    throw new Problem("payload_too_large", { detail: `At most ${maxEventBytes} bytes of event data.` });
  }
  const author = caller.type === "user" ? caller.user.uid : by;
  return { channel, type, durable: event.durable, data: parsed.data, by: author };
}

/** A channel with what it is to get. */
export type Group = readonly [Channel, readonly Checked[]];

/** Each channel once. */
export function byChannel(publications: readonly Checked[]): Group[] {
  const groups = new Map<string, [Channel, Checked[]]>();
  for (const publication of publications) {
    const { channel } = publication;
    const group = groups.get(channel.name) ?? [channel, []];
    group[1].push(publication);
    groups.set(channel.name, group);
  }
  return [...groups.values()];
}

/** Data that says everything but its `timestamp` gets the present. */
function parse(schema: z.ZodType, data: unknown, timestamp: string) {
  const parsed = schema.safeParse(data);
  if (parsed.success || !isObject(data) || "timestamp" in data) return parsed;
  const stamped = schema.safeParse({ ...data, timestamp });
  return stamped.success ? stamped : parsed;
}

const isObject = (data: unknown): data is object =>
  typeof data === "object" && data !== null && !Array.isArray(data);

const invalid = (pointer: string, detail: string): Problem =>
  new Problem("invalid_request", { errors: [{ in: "body", pointer, detail }] });
