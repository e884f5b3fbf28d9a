/** What was sent and what was seen, by a number for each. */
export interface Tally {
  readonly sent: number;
  readonly seen: number;
  /** Later ones were seen, and this one was not. */
  readonly missed: number;
  readonly doubled: number;
}

/** Counts what a page sends to itself: `seq` is the channel's, which has no gaps. */
export function createTally() {
  const sent = new Map<string, number>();
  const seen = new Map<string, number>();
  let highest = 0;
  return {
    /** The server has said that it took it. */
    sent: (id: string, seq: number): void => void sent.set(id, seq),
    seen: (id: string, seq: number): void => {
      seen.set(id, (seen.get(id) ?? 0) + 1);
      highest = Math.max(highest, seq);
    },
    now: (): Tally => ({
      sent: sent.size,
      seen: [...sent.keys()].filter((id) => seen.has(id)).length,
      missed: [...sent].filter(([id, seq]) => seq < highest && !seen.has(id)).length,
      doubled: [...seen.values()].filter((count) => count > 1).length,
    }),
  };
}
