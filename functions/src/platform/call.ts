import type { User } from "./auth/user.js";
import type { IdempotentRequest } from "./firestore/idempotency.js";

/** What every action gets that a user asks for. */
export interface Call<Result> {
  readonly user: User;
  /** With an `Idempotency-Key`: records the result in the commit that has the effect. */
  readonly request: IdempotentRequest<Result> | undefined;
}
