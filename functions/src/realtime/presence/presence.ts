import type { Channel } from "@firecast/contract/core/channel";
import { seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { Instance } from "./instanceRegistry.js";
import type { ClientSession } from "../session/clientSession.js";
import type { SessionObserver } from "../session/sessionObserver.js";

/** Which users are connected to a channel: users, not tabs. */
export interface Presence extends SessionObserver {
  /** Users with a stream on this instance, by channel. */
  local(): ReadonlyMap<string, readonly string[]>;
  /** Users with a stream anywhere; other instances' part is at most 1.5 s old. */
  of(channel: Channel): Promise<string[]>;
  /** Users whose leaving would not be told if this instance ended now: those with a stream here, and those just gone, by channel. */
  behind(): ReadonlyMap<string, readonly string[]>;
  /** Another instance has ended without a word: its users have left who are connected nowhere else. */
  instanceEnded(instance: Instance): void;
}

export interface PresenceDeps {
  instanceId: string;
  log: Log;
  channelNamed(name: string): Channel | undefined;
  live(): Promise<Instance[]>;
  /** The users of this instance are others than before. */
  changed(): void;
  tell(channel: Channel, type: "presence:joined" | "presence:left", uid: string): void;
  /** How long a user may be gone before it counts, ms: a reload, also on another instance, is not a farewell. */
  graceMs?: number;
}

export function presence({
  instanceId,
  log,
  channelNamed,
  live,
  changed,
  tell,
  graceMs = seconds(5),
}: PresenceDeps): Presence {
  const present = new Map<string, Map<string, Set<string>>>();
  const leaving = new Map<string, { channel: Channel; uid: string; timer: NodeJS.Timeout }>();

  const elsewhere = async (channel: string): Promise<Set<string>> => {
    const others = (await live()).filter((instance) => instance.id !== instanceId);
    return new Set(
      others.flatMap((other) => other.present.find((entry) => entry.channel === channel)?.uids ?? []),
    );
  };

  const tellUnlessElsewhere = (
    channel: Channel,
    type: "presence:joined" | "presence:left",
    uid: string,
  ): void => {
    elsewhere(channel.name)
      .then((others) => {
        const here = present.get(channel.name)?.has(uid) ?? false;
        if (!others.has(uid) && here === (type === "presence:joined")) tell(channel, type, uid);
      })
      .catch((error: unknown) =>
        log.warn("presence.unknown", { channel: channel.name, reason: String(error) }),
      );
  };

  const join = (name: string, uid: string, connectionId: string): void => {
    const channel = channelNamed(name);
    if (!channel || !channel.kind.presence) return;
    const users = present.get(name) ?? new Map<string, Set<string>>();
    present.set(name, users);
    const connections = users.get(uid) ?? new Set<string>();
    users.set(uid, connections.add(connectionId));
    const key = `${name} ${uid}`;
    const returned = leaving.has(key);
    clearTimeout(leaving.get(key)?.timer);
    leaving.delete(key);
    if (connections.size > 1) return;
    changed();
    if (!returned) tellUnlessElsewhere(channel, "presence:joined", uid);
  };

  const leave = (name: string, uid: string, connectionId: string): void => {
    const users = present.get(name);
    const connections = users?.get(uid);
    if (!users || !connections?.delete(connectionId) || connections.size > 0) return;
    users.delete(uid);
    if (users.size === 0) present.delete(name);
    changed();
    const channel = channelNamed(name);
    if (!channel) return;
    const key = `${name} ${uid}`;
    const timer = setTimeout(() => {
      leaving.delete(key);
      tellUnlessElsewhere(channel, "presence:left", uid);
    }, graceMs);
    timer.unref();
    leaving.set(key, { channel, uid, timer });
  };

  const local = () => new Map([...present].map(([channel, users]) => [channel, [...users.keys()]] as const));
  const idOf = (session: ClientSession): string => session.options.connectionId;

  return {
    opened: (session) => {
      for (const channel of session.channels) join(channel, session.uid, idOf(session));
    },
    joined: (session, channels) => {
      for (const channel of channels) join(channel, session.uid, idOf(session));
    },
    left: (session, channel) => leave(channel, session.uid, idOf(session)),
    closed: (session) => {
      for (const channel of session.channels) leave(channel, session.uid, idOf(session));
    },
    local,
    behind: () => {
      const behind = new Map(local());
      for (const { channel, uid } of leaving.values())
        behind.set(channel.name, [...(behind.get(channel.name) ?? []), uid]);
      return behind;
    },
    instanceEnded: (instance) => {
      for (const { channel: name, uids } of instance.present) {
        const channel = channelNamed(name);
        if (channel) for (const uid of uids) tellUnlessElsewhere(channel, "presence:left", uid);
      }
    },
    of: async (channel) => {
      const here = present.get(channel.name)?.keys() ?? [];
      return [...new Set([...here, ...(await elsewhere(channel.name))])].sort();
    },
  };
}
