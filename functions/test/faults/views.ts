import type { Accepted, Connected, Delivered, EventSeen, HistoryRecord, Logged } from "./history.js";

/** A history, sorted by what it tells about: the channels' logs, and what each watcher got of each channel. */
export interface Views {
  readonly channels: ReadonlyMap<string, ChannelView>;
  readonly tracks: readonly Track[];
  /** Posts that were sent, and those of them that got nothing but 4xx answers. */
  isSubmitted(channel: string, attemptId: string): boolean;
  isRefused(channel: string, attemptId: string): boolean;
}

export interface ChannelView {
  readonly name: string;
  readonly accepted: Accepted[];
  readonly acceptedSeqs: Set<number>;
  /** In order of `seq`. */
  logged: Logged[];
  /** What the log has at a `seq`; of what has left the log, what the first watcher got there. */
  readonly known: Map<number, EventSeen>;
  /** The oldest event that the log still holds, 1 for an empty log. */
  oldest: number;
}

/** What one watcher got of one channel, over all its connections. */
export interface Track {
  readonly watcher: string;
  readonly channel: ChannelView;
  /** Between a start or reset and the next reset. */
  readonly spans: Span[];
  readonly connects: Connected[];
  readonly resumes: { readonly from: number; readonly position: number }[];
  readonly resets: { readonly head: number; readonly position: number }[];
  /** Events that have no business here: of another channel, or of one that the connection does not carry. */
  readonly strays: Delivered[];
  revokedAt: number | undefined;
}

export interface Span {
  readonly connection: string;
  from: number;
  /** The greatest `seq` delivered, at first `from`: the watcher's position. */
  reached: number;
  readonly deliveries: Delivered[];
}

export function viewsOf(history: readonly HistoryRecord[]): Views {
  const channels = new Map<string, ChannelView>();
  const tracks = new Map<string, Track>();
  /** Connection → its channels. */
  const carried = new Map<string, Set<string>>();
  const posts = { accepted: new Set<string>(), attempted: new Set<string>(), refused: new Set<string>() };
  const channelOfEvent = new Map<string, string>();

  const channelOf = (name: string) => ensure(channels, name, () => emptyChannel(name));
  const trackOf = (watcher: string, channel: string) =>
    ensure(tracks, keyOf(watcher, channel), () => emptyTrack(watcher, channelOf(channel)));

  for (const record of history) {
    if (record.type !== "logged") continue;
    channelOf(record.channel).logged.push(record);
    channelOfEvent.set(record.eventId, record.channel);
  }
  for (const channel of channels.values()) settleLog(channel);

  for (const record of history) {
    switch (record.type) {
      case "accepted": {
        const { accepted, acceptedSeqs } = channelOf(record.channel);
        accepted.push(record);
        acceptedSeqs.add(record.seq);
        posts.accepted.add(keyOf(record.channel, record.attemptId));
        break;
      }
      case "attempted":
      case "refused":
        posts[record.type].add(keyOf(record.channel, record.attemptId));
        break;
      case "connected":
        ensure(carried, keyOf(record.watcher, record.connection), () => new Set()).add(record.channel);
        connect(trackOf(record.watcher, record.channel), record);
        break;
      case "delivered": {
        const track = trackOf(record.watcher, record.channel);
        const home = channelOfEvent.get(record.eventId) ?? record.channel;
        const isCarried = carried.get(keyOf(record.watcher, record.connection))?.has(record.channel);
        if (isCarried && home === record.channel) deliver(track, record);
        else track.strays.push(record);
        break;
      }
      case "reset":
        reset(trackOf(record.watcher, record.channel), record);
        break;
      case "disconnected":
        carried.delete(keyOf(record.watcher, record.connection));
        break;
      case "revoked": {
        trackOf(record.watcher, record.channel).revokedAt ??= record.at;
        break;
      }
      case "logged":
    }
  }

  return {
    channels,
    tracks: [...tracks.values()],
    isSubmitted: (channel, attemptId) =>
      Object.values(posts).some((some) => some.has(keyOf(channel, attemptId))),
    isRefused: (channel, attemptId) => {
      const post = keyOf(channel, attemptId);
      return posts.refused.has(post) && !posts.accepted.has(post) && !posts.attempted.has(post);
    },
  };
}

/** A watcher goes on where it is. Its first connection, and every reset, begins anew. */
function connect(track: Track, record: Connected): void {
  const { start, from, head, connection } = record;
  const span = track.spans.at(-1);
  track.connects.push(record);
  if (start === "reset") reset(track, { connection, head });
  else if (span) track.resumes.push({ from, position: span.reached });
  else track.spans.push({ connection, from, reached: from, deliveries: [] });
}

function reset(track: Track, { connection, head }: { connection: string; head: number }): void {
  const span = track.spans.at(-1);
  const saidAlready = span?.connection === connection && span.from === head && span.deliveries.length === 0;
  if (saidAlready) return; // by the `connected` frame just before
  if (span) track.resets.push({ head, position: span.reached });
  track.spans.push({ connection, from: head, reached: head, deliveries: [] });
}

function deliver({ spans, channel }: Track, record: Delivered): void {
  const span = spans.at(-1);
  span?.deliveries.push(record);
  if (span) span.reached = Math.max(span.reached, record.seq);
  if (record.seq < channel.oldest) ensure(channel.known, record.seq, () => record);
}

/** An event that was read twice is one event; two events in one place are two. */
function settleLog(channel: ChannelView): void {
  const events = new Map(channel.logged.map((event) => [keyOf(event.eventId, String(event.seq)), event]));
  channel.logged = [...events.values()].sort((a, b) => a.seq - b.seq);
  for (const event of channel.logged) ensure(channel.known, event.seq, () => event);
  channel.oldest = channel.logged[0]?.seq ?? 1;
}

const emptyChannel = (name: string): ChannelView => ({
  name,
  accepted: [],
  acceptedSeqs: new Set(),
  logged: [],
  known: new Map(),
  oldest: 1,
});

const emptyTrack = (watcher: string, channel: ChannelView): Track => ({
  watcher,
  channel,
  spans: [],
  connects: [],
  resumes: [],
  resets: [],
  strays: [],
  revokedAt: undefined,
});

const keyOf = (...parts: string[]): string => parts.join("\n");

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
