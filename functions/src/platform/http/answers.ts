import type { z } from "zod";
import type { Answer } from "../firestore/idempotency.js";

/** What a route answers: the status and the form of its body, said once for callers, repeats and the API document alike. */
export interface Answers<Result> {
  /** The forms of the body by status; null where there is none. */
  readonly byStatus: Readonly<Record<number, z.ZodType | null>>;
  /** The answer that says this result. */
  readonly of: (result: Result) => Answer;
}

export const ok = <Body extends z.ZodType>(body: Body): Answers<z.output<Body>> => always(200, body);

export const created = <Body extends z.ZodType>(body: Body): Answers<z.output<Body>> => always(201, body);

/** Nothing to say: the result is not told. */
export const noContent: Answers<unknown> = { byStatus: { 204: null }, of: () => ({ status: 204 }) };

/** Statuses that depend on the result. */
export const answers = <Result>(
  byStatus: Answers<Result>["byStatus"],
  of: (result: Result) => Answer,
): Answers<Result> => ({ byStatus, of });

const always = <Body extends z.ZodType>(status: number, schema: Body): Answers<z.output<Body>> => ({
  byStatus: { [status]: schema },
  of: (body) => ({ status, body }),
});
