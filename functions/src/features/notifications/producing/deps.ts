import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "../../../platform/clock.js";
import type { Log } from "../../../platform/log.js";
import type { WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { AccountsActions } from "../../accounts/actions.js";
import type { CalendarActions } from "../../calendar/actions.js";
import type { ChatActions } from "../../chat/actions.js";
import type { SpacesActions } from "../../spaces/actions.js";
import type { ToolsActions } from "../../tools/actions.js";
import type { AnyNotice, Recall } from "../notice.js";
import type { Telling } from "../notify.js";
import type { PreferencesStore } from "../preferences/store.js";

export interface ProducersDeps {
  notify(notices: readonly AnyNotice[], how?: Telling): Promise<void>;
  readersOf: PreferencesStore["readersOf"];
  /** Takes back what was told. */
  recall(recalls: readonly Recall[]): Promise<void>;
  /** Says in other words what was told. */
  revise(notices: readonly AnyNotice[]): Promise<void>;
  /** Takes back all that a space told a user until then. */
  leave(uid: string, spaceId: string, at: string): Promise<void>;
  spaces: Pick<SpacesActions, "name" | "activeAmong" | "standing" | "invitesTo" | "dropInvite">;
  chat: Pick<ChatActions, "authorOf" | "message">;
  tools: Pick<ToolsActions, "tool" | "forks" | "forkCount">;
  calendar: Pick<CalendarActions, "event" | "attendees">;
  accounts: Pick<AccountsActions, "award" | "ensureProfile" | "usersWithAddress">;
  wakeUps: Pick<WakeUps, "schedule" | "remove">;
  firestore: Firestore;
  clock: Clock;
  log: Log;
}
