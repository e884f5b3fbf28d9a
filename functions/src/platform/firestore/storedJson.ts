import { z } from "zod";

/**
 * A value that is stored as the text of its JSON: Firestore takes no lists in lists, no names like `__x__` and nothing deeper
 * than 20 levels, and would index every part of it.
 */
export const storedJson = <S extends z.ZodType>(schema: S) => z.string().transform(parsed).pipe(schema);

function parsed(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("is not JSON");
    return z.NEVER;
  }
}
