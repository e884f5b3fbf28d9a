import { z } from "zod";
import { Tool } from "@firecast/contract/tools";

/** A tool as it is stored, with what its count of uses has come to. */
export const CountedTool = Tool.extend({
  /** The greatest milestone that its uses have ever reached: whatever happens to the count, none is told twice. */
  milestone: z.int().nonnegative().optional(),
});
export type CountedTool = z.infer<typeof CountedTool>;
