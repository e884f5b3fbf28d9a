import type { User } from "./auth/user.js";
import type { IdempotentRequest } from "./firestore/idempotency.js";

/** What every action gets that a user asks for. `Caller` is as much of the user as it needs to know. */
export interface Call<Result, Caller = User> {
  readonly user: Caller;
  /** With an `Idempotency-Key`: records the result in the commit that has the effect. */
  readonly request: IdempotentRequest<Result> | undefined;
}
