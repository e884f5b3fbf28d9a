import { z } from "zod";
import { wellFormedText } from "./core/text.js";

export {
  applyChange,
  bothChanges,
  changeAfter,
  changeBefore,
  changeBetween,
  compact,
  placeAfter,
  reverseOf,
} from "./textSteps.js";

const Length = z.int().min(1).max(1_000_000);

/**
 * A step along a text: keep so many UTF-16 units, take out so many, or put a text in. One that `continues` goes on right behind
 * what its writer has put in before: what others put in at the same place comes behind it.
 */
export const TextStep = z.union([
  z.strictObject({ retain: Length }),
  z.strictObject({ delete: Length }),
  z.strictObject({
    insert: wellFormedText().min(1).max(100_000),
    continues: z.literal(true).optional(),
  }),
]);

/** A change of a text, from its beginning on (operational transformation); what no step reaches stays. */
export const TextChange = z.array(TextStep);

export type TextStep = z.infer<typeof TextStep>;
export type TextChange = z.infer<typeof TextChange>;
