import type { PinViews } from "@firecast/contract/pins";
import type { PinsDeps } from "./deps.js";
import { type TrendingPin, trendingPins } from "./trending.js";
import { viewPin } from "./viewPin.js";

/** What other features may ask of pins. */
export interface PinsActions {
  /**
   * Counts a view by a user, or by a caller without an account. Resolves when it is committed.
   * @throws Problem `not_found` for a pin that they may not read, `unavailable`.
   */
  view(pinId: string, uid: string | undefined): Promise<PinViews>;
  /** The published pins that are viewed most. */
  trending(): Promise<TrendingPin[]>;
}

export const pinsActions = (deps: PinsDeps): PinsActions => ({
  view: (pinId, uid) => viewPin(deps, { pinId, uid, request: undefined }),
  trending: () => trendingPins(deps),
});
