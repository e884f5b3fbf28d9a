import type { Preferences } from "@firecast/contract/notifications/preferences";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import { type InvalidPart, Problem } from "../../platform/problems.js";
import type { PreferencesStore } from "./store.js";

interface Deps {
  store: PreferencesStore;
  types: Pick<NoticeRegistry, "types">;
  limit(uid: string): Promise<void>;
}

/** Replaces all. @throws Problem `invalid_request` for switching off what is required, `rate_limited`. */
export async function putPreferences(
  { store, types, limit }: Deps,
  { uid, preferences }: { uid: string; preferences: Preferences },
  request: IdempotentRequest<Preferences> | undefined,
): Promise<Preferences> {
  await limit(uid);
  const errors = withoutEffect(preferences, types);
  if (errors.length > 0) throw new Problem("invalid_request", { errors });
  await store.commit((batch) => {
    store.put(batch, uid, preferences);
    request?.record(batch, preferences);
  });
  return preferences;
}

/** A choice that could have no effect is refused: a user must not believe that an alert is off. */
const withoutEffect = (
  { types: chosen = {} }: Preferences,
  { types }: Pick<NoticeRegistry, "types">,
): InvalidPart[] =>
  types
    .filter(({ type, required }) => required && chosen[type]?.push === false)
    .map(({ type }) => ({ in: "body", pointer: `/types/${type}/push`, detail: "is required and stays on" }));
