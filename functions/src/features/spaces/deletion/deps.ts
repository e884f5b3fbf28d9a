import type { ChannelKind } from "@firecast/contract/core/channelKind";
import type { Firestore } from "firebase-admin/firestore";
import type { Log } from "../../../platform/log.js";
import type { WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { SpacesDeps } from "../deps.js";

/**
 * Deletes what a feature holds of a space, a page at a time, and yields after each page: it may be stopped there, and begins
 * anew later. Safe to repeat.
 */
export type ForgetSpace = (spaceId: string) => AsyncIterable<unknown>;

/** What the deletion of spaces works with, beside what all of spaces does. */
export interface DeletionDeps extends SpacesDeps {
  readonly firestore: Firestore;
  readonly wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  /** What all features do, in this order; asked for once they are built. */
  forgetSpace(): readonly ForgetSpace[];
  /** The kinds of channels of all features. */
  kinds(): readonly ChannelKind[];
  readonly log: Log;
}
