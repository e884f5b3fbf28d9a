import { z } from "zod";

const Caused = z.object({ ruleDepth: z.int().nonnegative() });

/** The field of a document that a rule has caused: how many rules lie between it and a user. */
export const causedBy = (depth: number | undefined): object =>
  depth === undefined || depth === 0 ? {} : { ruleDepth: depth };

/** What `causedBy` has written there; 0 for what no rule has caused. */
export const depthOf = (document: unknown): number => Caused.safeParse(document).data?.ruleDepth ?? 0;
