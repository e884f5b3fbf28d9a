import { TimeZone } from "@firecast/contract/core/timeZone";
import type { Reader } from "../../platform/notices/teller.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { PreferencesStore } from "./store.js";

interface Deps {
  store: Pick<PreferencesStore, "ofAll">;
  accounts: Pick<AccountsActions, "timeZonesOf">;
}

/**
 * Where these users are, and when they want to be left alone: the zone of their quiet hours, else of their profile, else
 * UTC. A zone that this runtime does not know counts as none.
 */
export async function readReaders({ store, accounts }: Deps, uids: readonly string[]): Promise<Reader[]> {
  const [preferences, zones] = await Promise.all([store.ofAll(uids), accounts.timeZonesOf(uids)]);
  return uids.map((uid, index) => {
    const quietHours = preferences[index]?.quietHours;
    const ofProfile = TimeZone.safeParse(zones[index]).data;
    return { uid, timeZone: quietHours?.timeZone ?? ofProfile ?? "Etc/UTC", quietHours };
  });
}
