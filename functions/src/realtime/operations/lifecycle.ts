import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Control } from "../bus/message.js";
import type { ClientSession } from "../session/clientSession.js";

/** Whose lifecycle is watched. */
export type Watched = { type: "user"; uid: string } | { type: "channel"; channel: string };

/** Lines of text for operators who watch, live. Never a token, a ticket or an event's data. */
export interface Lifecycle {
  /** Until the function returned is called. */
  watch(watched: Watched, say: (line: string) => void): () => void;
  opened(session: ClientSession): void;
  joined(session: ClientSession, channels: readonly string[]): void;
  left(session: ClientSession, channel: string): void;
  closed(): void;
  ended(session: ClientSession, reason: string): void;
  /** News of other instances: of users alone. */
  onControl(control: Control): void;
  onSuspicion(): void;
}

export function lifecycle(clock: Clock): Lifecycle {
  const watchers = new Set<{ watched: Watched; say(line: string): void }>();
  const tell = (
    event: string,
    uid: string,
    channels: readonly string[],
    more: Record<string, string>,
  ): void => {
    for (const { watched, say } of watchers) {
      const concerns = watched.type === "user" ? watched.uid === uid : channels.includes(watched.channel);
      if (!concerns) continue;
      const fields = Object.entries({ uid, ...more }).map(([name, value]) => `${name}=${value}`);
      say([toTimestamp(clock.now()), event, ...fields].join(" "));
    }
  };
  const about = (event: string, session: ClientSession, more: Record<string, string> = {}): void => {
    const { uid, channels, transport, options } = session;
    const own = { connectionId: options.connectionId, transport: transport.name };
    tell(event, uid, channels, { ...own, channels: channels.join(","), ...more });
  };
  return {
    watch: (watched, say) => {
      const watcher = { watched, say };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    opened: (session) => about("stream.opened", session),
    joined: (session, channels) => about("channels.joined", session, { joined: channels.join(",") }),
    left: (session, channel) => about("channel.left", session, { channel }),
    closed: () => undefined,
    ended: (session, reason) => about("stream.closed", session, { reason, bytes: String(session.sentBytes) }),
    onControl: (control) => {
      if ("uid" in control) tell(`bus.${control.type}`, control.uid, [], {});
    },
    onSuspicion: () => undefined,
  };
}
