import type { HistoryRecord } from "./history.js";

/**
 * For each accepted post, how long after its answer the last of the streams had it that carried its channel at that time,
 * ms. A stream that ended without it counts for as long as it was open, unless its right to the channel was taken away some
 * time: that may have taken effect long before the answer that says so.
 */
export function lastArrivals(history: readonly HistoryRecord[]): number[] {
  const tracks = new Map<string, Track>();
  const lags = new Map<string, number>();
  const revoked = new Set(
    history.flatMap((record) => (record.type === "revoked" ? keyOf(record.watcher, record.channel) : [])),
  );
  const note = ({ channel }: Track, seq: number, lag: number): void => {
    const post = keyOf(channel, String(seq));
    lags.set(post, Math.max(lag, lags.get(post) ?? 0));
  };
  const close = (key: string, track: Track, at: number): void => {
    for (const [seq, acceptedAt] of revoked.has(key) ? [] : track.awaited) note(track, seq, at - acceptedAt);
    track.awaited.clear();
  };

  for (const record of history) {
    switch (record.type) {
      case "connected": {
        const { watcher, channel, connection, from } = record;
        tracks.set(keyOf(watcher, channel), { channel, connection, reached: from, awaited: new Map() });
        break;
      }
      case "accepted":
        for (const track of tracks.values()) {
          if (track.channel !== record.channel) continue;
          if (track.reached >= record.seq) note(track, record.seq, 0);
          else track.awaited.set(record.seq, record.at);
        }
        break;
      case "delivered": {
        const track = tracks.get(keyOf(record.watcher, record.channel));
        if (!track) break;
        track.reached = Math.max(track.reached, record.seq);
        const acceptedAt = track.awaited.get(record.seq);
        if (acceptedAt === undefined) break;
        note(track, record.seq, record.at - acceptedAt);
        track.awaited.delete(record.seq);
        break;
      }
      case "disconnected":
        for (const [key, track] of tracks) {
          if (track.connection !== record.connection) continue;
          close(key, track, record.at);
          tracks.delete(key);
        }
        break;
      case "reset": {
        const key = keyOf(record.watcher, record.channel);
        const track = tracks.get(key);
        if (track) close(key, track, record.at);
        break;
      }
      case "revoked":
        tracks.delete(keyOf(record.watcher, record.channel));
        break;
      case "attempted":
      case "refused":
      case "logged":
    }
  }
  return [...lags.values()];
}

/** What one open stream carries of one channel. */
interface Track {
  readonly channel: string;
  readonly connection: string;
  reached: number;
  /** `seq` of what was accepted and has not come, and when its answer came. */
  readonly awaited: Map<number, number>;
}

const keyOf = (...parts: string[]): string => parts.join("\n");

/** @param share 0 to 1: 0.99 is what 99 of 100 do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
