import { z } from "zod";

/**
 * One segment of a path or a channel name. Anything else is refused before a read: no slash, no dot, and not
 * Firestore's reserved `__name__` form (https://firebase.google.com/docs/firestore/quotas#limits).
 */
export const Segment = z
  .string()
  .regex(/^(?!__.*__$)[A-Za-z0-9_-]{1,128}$/, "must be 1 to 128 characters of A-Z a-z 0-9 _ -");

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Timestamp = z.iso.datetime({ precision: 3 });

/** `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header). */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, "must be 1 to 255 visible ASCII characters");
