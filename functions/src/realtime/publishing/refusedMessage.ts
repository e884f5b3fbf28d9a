import { z } from "zod";

/** The payload of the dead letter that a message becomes which can never be published. */
export const RefusedMessage = z.object({
  /** As it came: it may be no JSON. */
  data: z.string(),
  attributes: z.record(z.string(), z.string()),
});
export type RefusedMessage = z.infer<typeof RefusedMessage>;
