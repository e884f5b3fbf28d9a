import { z } from "zod";
import { Timestamp } from "@firecast/contract/ids";

/** What can be done to all rows at once: each row's answer to it depends on the row alone. */
export const Marking = z.object({
  read: z.literal(true).optional(),
  seen: z.literal(true).optional(),
  archived: z.literal(true).optional(),
});
export type Marking = z.infer<typeof Marking>;

/**
 * Says of all rows that were in the inbox, and no newer than `upTo`, what became of them. Rows are as they are stored and
 * as the marks after them say: so one write changes ten thousand, and storage follows page by page.
 */
export const Mark = z.object({
  /** The version of the inbox with this mark: rows that were written since know of it. */
  version: z.int().positive(),
  upTo: z.int().nonnegative(),
  at: Timestamp,
  patch: Marking,
});
export type Mark = z.infer<typeof Mark>;
