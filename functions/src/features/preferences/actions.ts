import { channelOf } from "@firecast/contract/core/channel";
import { inboxChannel } from "@firecast/contract/notifications/notifications";
import type { Preferences } from "@firecast/contract/notifications/preferences";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Log } from "../../platform/log.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { Reader } from "../../platform/notices/teller.js";
import type { RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import { putPreferences } from "./putPreferences.js";
import { readReaders } from "./readReaders.js";
import { preferencesStore } from "./store.js";

export interface Deps {
  firebase: Firebase;
  accounts: Pick<AccountsActions, "timeZonesOf">;
  types: NoticeRegistry;
  limits: RateLimits;
  log: Log;
}

/** What users want to be pushed, and when. */
export interface PreferencesActions {
  /** Empty if the user never chose anything. */
  of(uid: string): Promise<Preferences>;
  /** Replaces all. @throws Problem `invalid_request` for switching off what is required, `rate_limited`. */
  put(
    uid: string,
    preferences: Preferences,
    request: IdempotentRequest<Preferences> | undefined,
  ): Promise<Preferences>;
  /** Time zones and quiet hours, one for each uid in their order. */
  readersOf(uids: readonly string[]): Promise<Reader[]>;
  /** Safe to repeat. */
  forgetUser(uid: string): Promise<void>;
}

export function preferencesActions({ firebase, accounts, types, limits, log }: Deps): PreferencesActions {
  const store = preferencesStore(firebase.firestore, log);
  const limit = (uid: string): Promise<void> => limits.take(uid, channelOf(inboxChannel, { uid }));
  return {
    of: store.of,
    put: (uid, preferences, request) =>
      putPreferences({ store, types, limit }, { uid, preferences }, request),
    readersOf: (uids) => readReaders({ store, accounts }, uids),
    forgetUser: (uid) => store.commit((batch) => store.remove(batch, uid)),
  };
}
