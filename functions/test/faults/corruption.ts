import type { Rule } from "./checker.js";
import type { Accepted, Delivered, HistoryRecord, Logged } from "./history.js";

export type History = readonly HistoryRecord[];

/** One way to break a good history. */
export interface Corruption {
  /** What went wrong, as a fault of the server. */
  readonly fault: string;
  /** What the checker must report: these rules, all of them and no other. */
  readonly breaks: readonly Rule[];
  /** All histories with this fault in one place. */
  of(history: History): History[];
}

type Corrupt = (history: History, index: number, record: HistoryRecord) => History | undefined;

/** Everything that `corrupt` makes of the records for which it makes something. */
export const everyPlace = (corrupt: Corrupt) => (history: History) =>
  history.flatMap((record, index) => {
    const corrupted = corrupt(history, index, record);
    return corrupted ? [corrupted] : [];
  });

export const without = (history: History, index: number): History => history.toSpliced(index, 1);
export const replaced = (history: History, index: number, ...records: HistoryRecord[]): History =>
  history.toSpliced(index, 1, ...records);

export const isLogged = (record: HistoryRecord): record is Logged => record.type === "logged";
export const isAccepted = (record: HistoryRecord): record is Accepted => record.type === "accepted";

/** What one watcher sees of one channel. */
export type Track = Pick<Delivered, "watcher" | "channel">;

export const sameTrack = (record: HistoryRecord, { watcher, channel }: Track): boolean =>
  "watcher" in record && "channel" in record && record.watcher === watcher && record.channel === channel;

/** What moves the watcher's position next, unless that is a reset. */
export function following(history: History, index: number, of: Delivered) {
  const place = (record: HistoryRecord, at: number) =>
    at > index && record.type !== "revoked" && sameTrack(record, of);
  const next = history.findIndex(place);
  const record = history[next];
  return record?.type === "delivered" || record?.type === "connected" ? { index: next, record } : undefined;
}

export const isLast = (history: History, index: number, of: Delivered): boolean =>
  !history.some((record, at) => at > index && sameTrack(record, of));

/** Where the watcher stands in the channel when the history ends. */
export function positionIn(history: History, track: Track): number | undefined {
  const last = history.findLast((record) => record.type !== "revoked" && sameTrack(record, track));
  switch (last?.type) {
    case "delivered":
      return last.seq;
    case "connected":
      return last.from;
    case "reset":
      return last.head;
    default:
      return undefined;
  }
}

export const isRevoked = (history: History, track: Track): boolean =>
  history.some((record) => record.type === "revoked" && sameTrack(record, track));

/** In order, as the model writes it. */
export const logOf = (history: History, channel: string): Logged[] =>
  history.filter(isLogged).filter((event) => event.channel === channel);

/** None of it has left the ring buffer. */
export const isWhole = (log: readonly Logged[]): boolean => log[0]?.seq === 1;

export const isAcceptedAt = (history: History, channel: string, seq: number): boolean =>
  history.some((record) => isAccepted(record) && record.channel === channel && record.seq === seq);
