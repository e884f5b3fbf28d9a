import type { Firestore } from "firebase-admin/firestore";
import type { Clock } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { InboxActions } from "../inbox/actions.js";
import type { SpacesActions } from "../spaces/actions.js";

/** What telling rests on. */
export interface TellDeps {
  firestore: Firestore;
  types: NoticeRegistry;
  inbox: Pick<InboxActions, "add" | "retract" | "revise">;
  /** Parts of large audiences, as `fanOutPolicy` says. */
  chunks: Pick<WakeUps, "create">;
  spaces: Pick<SpacesActions, "membersAfter" | "activeAmong" | "requireMember">;
  accounts: Pick<AccountsActions, "usersAfter" | "usersOf" | "names">;
  clock: Clock;
  log: Log;
}
