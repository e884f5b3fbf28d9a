import { z } from "zod";
import { IdempotencyKey } from "@firecast/contract/core/ids";
import { invalidInput } from "../../../platform/http/invalidParts.js";
import { longestSocketCursor, parseCursor } from "../../cursor.js";
import type { Begin } from "../../hub/attach.js";

const Name = z.string().min(1).max(400);

const Wish = z.object({
  /** Resumes right after it. */
  cursor: z.string().max(longestSocketCursor).optional(),
  /** Newest events to begin with, if there is no cursor. */
  history: z.int().min(0).max(1000).default(0),
  /** Keyed channels begin with their state. */
  snapshot: z.boolean().default(false),
});

const Key = z.object({
  /** A repeat with the same key takes effect once. */
  key: IdempotencyKey.optional(),
});

/** What a call is about: a room or a channel by its name, first or in an object, and what belongs to it. */
const ByName = z
  .tuple([Name], z.unknown())
  .transform(([channel, second, third]) => ({ channel, second, third }));
const ByObject = z
  .tuple([z.looseObject({ channel: Name, data: z.unknown().optional() })], z.unknown())
  .transform(([{ channel, data, ...rest }]) => ({ channel, second: data ?? rest, third: rest }));
const Call = z.union([ByName, ByObject]);

const Renewal = z.object({ token: z.string().min(1).max(10_000) });

export const readRenewal = ([renewal]: readonly unknown[]) => parse(Renewal, renewal).token;

/** `emit("subscribe", room, { cursor, history, snapshot })`. @throws Problem */
export function readSubscribe(args: readonly unknown[]): { room: string; begin: Begin } {
  const { channel: room, second = {} } = parse(Call, args);
  const { cursor: text, history, snapshot: state } = parse(Wish, second);
  const cursor = text === undefined ? undefined : parseCursor(text, { longest: longestSocketCursor });
  return { room, begin: cursor ? { type: "resume", cursor, state } : { type: "live", history, state } };
}

export interface Said {
  readonly channel: string;
  readonly data: unknown;
  readonly key?: string | undefined;
}

/** `emit(type, room, data, { key })`, or `emit(type, { channel, data, key })`. @throws Problem */
export function readSaid(args: readonly unknown[]): Said {
  const { channel, second: data, third = {} } = parse(Call, args);
  return { channel, data, ...parse(Key, third) };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error.issues, value, "body");
  return parsed.data;
}
