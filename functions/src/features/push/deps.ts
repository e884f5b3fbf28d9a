import type { Preferences } from "@firecast/contract/notifications/preferences";
import type { Clock } from "../../platform/clock.js";
import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { DevicesActions } from "../devices/actions.js";
import type { PushSender } from "./fcm/sender.js";
import type { PushItem } from "./schema.js";
import type { PushStore } from "./store.js";

/** An inbox, as far as pushes need to know it: the inbox feature provides it, and rests on this one. */
export interface InboxView {
  /** Rows as they are stored, in the order of the ids; undefined where there is none. */
  rows(uid: string, ids: readonly string[]): Promise<(PushItem | undefined)[]>;
  /** Calls back with the row, and again after each change, undefined when it is gone. Ends when the returned function is called. */
  watchRow(
    uid: string,
    id: string,
    onRow: (row: PushItem | undefined) => void,
    onError: (error: Error) => void,
  ): () => void;
  /** How many rows the user has not read: what the app's icon shows. */
  unread(uid: string): Promise<number>;
  /** Users of whom this user wants to hear nothing. */
  blockedBy(uid: string): Promise<ReadonlySet<string>>;
}

/** What pushing rests on. */
export interface PushDeps {
  store: PushStore;
  inbox: InboxView;
  devices: Pick<DevicesActions, "of" | "drop">;
  preferences: { of(uid: string): Promise<Preferences> };
  types: Pick<NoticeRegistry, "find">;
  sender: PushSender;
  wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  /** Whether the user has an open stream of the inbox. */
  isWatching(uid: string): Promise<boolean>;
  /** How long a user who is watching may take to see a row before it is pushed, ms. */
  seenGraceMs: number;
  /** Of the web app, https; without it web pushes lead nowhere. */
  appUrl: string | undefined;
  clock: Clock;
  random: Random;
  log: Log;
}
