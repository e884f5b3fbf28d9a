import { z } from "zod";
import { IdempotencyKey } from "./core/ids.js";
import { maxChannelsPerStream } from "./realtime.js";

/** What the callable function `subscribe` is called with. */
export const SubscribeCall = z.object({
  /** Names of channels; those that begin together have one cursor. */
  channels: z.array(z.string().min(1).max(400)).min(1).max(maxChannelsPerStream),
  /** Resumes right after it. */
  cursor: z.string().max(200).optional(),
  /** Newest events to begin with, if there is no cursor. */
  history: z.number().int().min(0).max(1000).default(0),
  /** Begins keyed channels with their state, and so again after a reset. */
  snapshot: z.boolean().default(false),
});

/** Its result, when the stream is over. */
export const SubscribeResult = z.object({
  /** Why: as in `reconnect`, or `revoked`, `unauthenticated`, `client_gone`. */
  reason: z.string(),
  /** Where to go on; null where nothing was begun. */
  cursor: z.string().nullable(),
});

/** What the callable function `call` is called with: a request of the API. Its result is the answer's body, null without one. */
export const ApiCall = z.object({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  /** With the query, such as `/spaces/lobby/chat?limit=10`. */
  path: z
    .string()
    .regex(/^\/(?![/\\])[\x21-\x7e]*$/, "must begin with one slash and be encoded")
    .max(8000),
  body: z.unknown().optional(),
  /** A repeat with the same key and content has one effect, and the same answer. */
  idempotencyKey: IdempotencyKey.optional(),
});

export type SubscribeResult = z.infer<typeof SubscribeResult>;
