import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { AnyDraft } from "../../../realtime/index.js";
import { changesOf } from "./changes.js";
import type { FeedsDeps } from "./deps.js";
import type { SyncPlan } from "./planSync.js";

/** Documents of one commit. */
const perCommit = 200;
/** Events of one commit. */
const eventsAtOnce = 25;

/**
 * Changes of one sync that streams get one by one. More would push all else out of the channel's history: then they get the
 * summary of the sync alone, and ask for the calendar again.
 */
export const streamedAtMost = 50;

/** Streams hear how far a sync has come when it begins, and after so many changes. */
const progressEvery = 1000;

type SpaceEvent = AnyDraft<typeof spaceChannel>;

export interface Applying {
  readonly spaceId: string;
  readonly plan: Omit<SyncPlan, "missing">;
  /** Ids of new events that users are told of. */
  readonly told?: ReadonlySet<string>;
  /** In each commit but the last: makes it fail where the plan holds no more. */
  guard(batch: WriteBatch): void;
  /** Says how many changes have been made. */
  progress?(processed: number): SpaceEvent;
  /** In the last commit, with the last changes. */
  readonly end: { readonly event: SpaceEvent; write(batch: WriteBatch): void };
}

/**
 * Carries out a plan. Each change rests on the version of the event that was planned with: of several syncs at the same time,
 * one makes a change, and the others fail. It may be interrupted anywhere and planned anew: what was done is not in the plan
 * any more. @throws a conflict where another one was faster.
 */
export async function applyPlan(
  deps: Pick<FeedsDeps, "store" | "publisher" | "clock">,
  applying: Applying,
): Promise<void> {
  const { spaceId, plan, told = new Set(), progress, guard, end } = applying;
  const changes = changesOf(deps, plan, told);
  const streamed = changes.filter(({ event }) => event).length <= streamedAtMost;
  const size = streamed ? eventsAtOnce : perCommit;
  for (let at = 0; at === 0 || at < changes.length; at += size) {
    const part = changes.slice(at, at + size);
    const isLast = at + size >= changes.length;
    await deps.publisher.append({
      channel: channelOf(spaceChannel, { spaceId }),
      events: [
        ...(progress && part.length > 0 && at % progressEvery === 0 ? [progress(at)] : []),
        ...(streamed ? part.flatMap(({ event }) => event ?? []) : []),
        ...(isLast ? [end.event] : []),
      ],
      writes: (batch) => {
        for (const { write } of part) write(batch);
        (isLast ? end.write : guard)(batch);
      },
    });
  }
}
