import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "../../../platform/clock.js";
import type { Log } from "../../../platform/log.js";
import type { WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { AccountsActions } from "../../accounts/actions.js";
import type { CalendarActions } from "../../calendar/actions.js";
import type { ChatActions } from "../../chat/actions.js";
import type { SpacesActions } from "../../spaces/actions.js";
import type { ToolsActions } from "../../tools/actions.js";
import type { AnyNotice } from "../notice.js";

export interface ProducersDeps {
  notify(notices: readonly AnyNotice[]): Promise<void>;
  spaces: Pick<SpacesActions, "name" | "activeAmong">;
  chat: Pick<ChatActions, "authorOf">;
  tools: Pick<ToolsActions, "tool" | "forks" | "forkCount">;
  calendar: Pick<CalendarActions, "event" | "attendees">;
  accounts: Pick<AccountsActions, "award" | "ensureProfile">;
  wakeUps: Pick<WakeUps, "on" | "schedule" | "remove">;
  firestore: Firestore;
  clock: Clock;
  log: Log;
}
