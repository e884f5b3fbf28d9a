import type { Clock } from "../../platform/clock.js";
import type { InTurn } from "../../platform/firestore/inTurn.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { InboxStore } from "./store.js";

/** What the actions of an inbox rest on. */
export interface InboxDeps {
  store: InboxStore;
  types: NoticeRegistry;
  publisher: Publisher;
  wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  limits: RateLimits;
  clock: Clock;
  inTurn: InTurn;
  /** A patch of all rows that are more than this is one event. */
  markBeyond: number;
}
