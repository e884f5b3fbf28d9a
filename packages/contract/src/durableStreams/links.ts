import { z } from "zod";
import { Timestamp } from "../core/ids.js";

const secondsOfDays = (days: number): number => days * 86_400;

/** What a link gives: to read the stream, or also to append to it and to close it. */
export const DsAccess = z.enum(["read", "write"]);

export const NewDsLink = z.strictObject({
  /** Of the stream's URL, after `/api/ds/`. */
  path: z.string().min(1).max(2000),
  access: DsAccess,
  /** How long it is good for, seconds; default an hour, 30 days at most. */
  expiresInSeconds: z.int().min(1).max(secondsOfDays(30)).optional(),
});

/** A signed link to one durable stream. The token may also be sent as a bearer token. */
export const DsLink = z.object({
  token: z.string(),
  /** With the token in it, after the origin of the API. */
  url: z.string(),
  path: z.string(),
  access: DsAccess,
  expiresAt: Timestamp,
});
