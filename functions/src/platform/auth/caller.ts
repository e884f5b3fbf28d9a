import type { User } from "./user.js";

/** Who asks: a user, another backend by its service account, or somebody without an account. */
export type Caller =
  | { readonly type: "user"; readonly user: User }
  | { readonly type: "service"; readonly email: string }
  | { readonly type: "anonymous" };

export const asUser = (user: User): Caller => ({ type: "user", user });

export const anonymous: Caller = { type: "anonymous" };
