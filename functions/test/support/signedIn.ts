import type { User } from "../../src/platform/auth/user.js";

/** A user as requests are acted upon for, for tests without Firebase Auth. */
export const signedIn = (values: Partial<User> = {}): User => ({
  uid: "mia",
  emailVerified: true,
  operator: false,
  signedInAt: 0,
  asOf: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  ...values,
});
