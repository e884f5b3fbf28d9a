import type { Preferences } from "@firecast/contract/preferences";
import type { User } from "../../../platform/auth/user.js";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import { Problem } from "../../../platform/problems.js";
import { withoutEffect } from "./refuse.js";
import type { PreferencesStore } from "./store.js";

export interface PreferencesActions {
  /** Empty if the user never chose anything. */
  of(user: User): Promise<Preferences>;
  /** Replaces all. @throws Problem `invalid_request` for switching off what is required, `rate_limited`. */
  put(
    user: User,
    preferences: Preferences,
    request: IdempotentRequest<Preferences> | undefined,
  ): Promise<Preferences>;
}

export const preferencesActions = (
  store: PreferencesStore,
  limit: (uid: string) => void,
): PreferencesActions => ({
  of: (user) => store.of(user.uid),

  put: async (user, preferences, request) => {
    limit(user.uid);
    const errors = withoutEffect(preferences);
    if (errors.length > 0) throw new Problem("invalid_request", { errors });
    await store.commit((batch) => {
      store.put(batch, user.uid, preferences);
      request?.record(batch, preferences);
    });
    return preferences;
  },
});
