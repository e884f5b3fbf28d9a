import type { QuietHours } from "@firecast/contract/notifications/preferences";
import type { Trigger } from "../firestore/trigger.js";
import type { WakeUpHandler } from "../wakeUps/wakeUps.js";
import type { Notice, Recall } from "./notice.js";

/** A user, as far as it matters when to tell them something. */
export interface Reader {
  readonly uid: string;
  readonly timeZone: string;
  readonly quietHours?: QuietHours | null | undefined;
}

export interface HowToTell {
  /** The audience is a part of a large one: it goes through tasks, however small it is itself. */
  readonly inChunks?: boolean;
}

/** The notification engine, as features see it that cause notices. Every call is safe to repeat. */
export interface Teller {
  /** Tells users that something happened: at most one notification per type, cause and recipient. */
  notify(notices: readonly Notice[], how?: HowToTell): Promise<void>;
  /** Takes back what was told; if it comes before the telling, nothing is told. */
  recall(recalls: readonly Recall[]): Promise<void>;
  /** Says in other words what was told. Nothing becomes new or unread by that. */
  revise(notices: readonly Notice[]): Promise<void>;
  /** Takes back all that a space told a user until then: the user does not belong to it any more. */
  leave(uid: string, spaceId: string, at: string): Promise<void>;
  /** Time zones and quiet hours, one for each uid in their order. */
  readersOf(uids: readonly string[]): Promise<Reader[]>;
}

/** What a feature follows to tell of it. Without the engine the feature works, and tells nothing. */
export interface Notices {
  triggers?(teller: Teller): readonly Trigger[];
  wakeUps?(teller: Teller): readonly WakeUpHandler[];
}
