import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";

/** A space that is being deleted, until nothing of it is left. */
export const SpaceDeletion = z.object({
  spaceId: Segment,
  /** What it was called. */
  name: z.string(),
  deletedBy: Segment,
  deletedAt: Timestamp,
});
export type SpaceDeletion = z.infer<typeof SpaceDeletion>;
