import type { Teller } from "../../platform/notices/teller.js";
import type { InboxActions } from "../inbox/actions.js";
import type { PreferencesActions } from "../preferences/actions.js";
import { addChunk, type Chunk } from "./chunk.js";
import type { TellDeps } from "./deps.js";
import { notify, recall, revise } from "./notify.js";

export interface Deps extends TellDeps {
  inbox: Pick<InboxActions, "add" | "retract" | "revise" | "leave">;
  preferences: Pick<PreferencesActions, "readersOf">;
}

/** The engine: brings what features tell into inboxes. */
export interface NotificationsActions extends Teller {
  /** What the task of a chunk of a large audience does. Safe to repeat. */
  addChunk(chunk: Chunk): Promise<void>;
}

export const notificationsActions = (deps: Deps): NotificationsActions => ({
  notify: (notices, how) => notify(deps, notices, how),
  recall: (recalls) => recall(deps, recalls),
  revise: (notices) => revise(deps, notices),
  leave: (uid, spaceId, at) => deps.inbox.leave(uid, spaceId, at),
  readersOf: (uids) => deps.preferences.readersOf(uids),
  addChunk: (chunk) => addChunk(deps, chunk),
});
