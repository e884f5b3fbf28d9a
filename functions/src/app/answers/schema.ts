import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";

export const Question = z.strictObject({ prompt: z.string().trim().min(1).max(4000) });
export type Question = z.infer<typeof Question>;

export const Answer = z.object({
  id: Segment,
  prompt: z.string(),
  /** The durable stream with its text: `/api/ds/{stream}`. */
  stream: z.string(),
  status: z.enum(["writing", "complete"]),
  askedAt: Timestamp,
});
export type Answer = z.infer<typeof Answer>;

export const Answers = z.object({ items: z.array(Answer) });

/** What is to be written. */
export const AnswerDue = z.object({ uid: Segment, id: Segment });
export type AnswerDue = z.infer<typeof AnswerDue>;
