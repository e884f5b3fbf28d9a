import type { ReadReceipt } from "@firecast/contract/chat";
import type { Clock } from "../../platform/clock.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { Names } from "../accounts/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import type { ChatStore } from "./store.js";

/** What the actions of chat are made of. */
export interface Parts {
  store: ChatStore;
  spaces: SpacesActions;
  publisher: Publisher;
  limits: RateLimits;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Announces how far a member has read; resolves when that is done. */
  tellReceipt(spaceId: string, receipt: ReadReceipt): Promise<void>;
  names: Pick<Names, "one">;
  /** Active members that a text names. */
  mentioned(spaceId: string, text: string): Promise<string[]>;
}
