import type { ChannelStart } from "@firecast/contract/core/events";

/** Where a subscriber begins in a channel. */
export interface Start {
  readonly start: ChannelStart;
  /**
   * Part of the cursor that stands for where the attachment starts; none in a channel without a log, and none before the
   * state: a client that comes back without having seen it gets it then.
   */
  readonly entry: string | undefined;
  readonly awaitsState: boolean;
}

/** Clients that come to a quiet channel begin alike, and share what says so. */
export function shared(feed: { latestStart: Start | undefined }, begun: Start): Start {
  const { latestStart: latest } = feed;
  const isSame =
    latest?.entry === begun.entry &&
    latest?.awaitsState === begun.awaitsState &&
    latest.start.start === begun.start.start &&
    latest.start.from === begun.start.from &&
    latest.start.head === begun.start.head;
  return isSame ? latest : (feed.latestStart = begun);
}
