import { LRUCache } from "lru-cache";
import { type Clock, seconds } from "../../platform/clock.js";
import type { Control } from "../bus/message.js";
import type { SessionObserver, SessionRegistry } from "./sessionRegistry.js";

interface Known {
  connectionId: string;
  openedAt: number;
  /** When a long poll is over at the latest; streams have no such time. */
  endsAt?: number | undefined;
  /** Names the ticket that opened it. */
  ticket?: string | undefined;
}

/**
 * At most `max` streams and waiting long polls per user over all instances, and one per ticket; the newest win. Every instance keeps count for
 * the users it serves: its own streams and those it hears of. A stream is closed by its own instance, when it knows `max`
 * newer ones. Only newer ones matter, and a stream is announced after its time: what is newer is heard of after the own
 * stream is known here, so none is missed. A crashed instance's streams only ever age, so they lock nobody out.
 */
export interface ConnectionLimit extends SessionObserver {
  onControl(control: Control): void;
}

/** A long poll that is answered sooner is not announced: where much happens, a poll costs no message. */
const pollWaitsAfter = 500;
/** A poll that ends as late as this before its time has waited in vain: the others forget it by themselves. */
const endsOnTime = seconds(1);

export function connectionLimit(
  streams: Pick<SessionRegistry, "find">,
  max: number,
  clock: Clock,
  tell: (control: Control) => void,
  waitsAfterMs = pollWaitsAfter,
): ConnectionLimit {
  const users = new Map<string, Map<string, Known>>();
  /** News come twice and in any order: what was heard to be closed stays closed. */
  const gone = new LRUCache<string, true>({ max: 10_000 });
  /** Own polls that are not announced yet. */
  const unannounced = new Map<string, NodeJS.Timeout>();

  const add = (uid: string, known: Known): void => {
    if (gone.has(known.connectionId)) return;
    const connections = users.get(uid) ?? new Map<string, Known>();
    users.set(uid, connections.set(known.connectionId, known));
    const now = clock.now();
    for (const { connectionId, endsAt = now } of [...connections.values()])
      if (endsAt < now && !streams.find(connectionId)) connections.delete(connectionId);
    for (const { connectionId } of surplus([...connections.values()], max)) {
      connections.delete(connectionId);
      streams.find(connectionId)?.giveWay();
    }
  };

  /** Whether it was still counted. */
  const remove = (uid: string, connectionId: string): boolean => {
    const connections = users.get(uid);
    if (!connections) return false;
    gone.set(connectionId, true);
    const counted = connections.delete(connectionId);
    const servedHere = [...connections.keys()].some((id) => streams.find(id));
    if (!servedHere) users.delete(uid);
    return counted;
  };

  const announceIfItWaits = (connectionId: string, announce: () => void): void => {
    const timer = setTimeout(() => {
      unannounced.delete(connectionId);
      announce();
    }, waitsAfterMs);
    timer.unref();
    unannounced.set(connectionId, timer);
  };

  const isAnnounced = (connectionId: string): boolean => {
    clearTimeout(unannounced.get(connectionId));
    return !unannounced.delete(connectionId);
  };

  return {
    opened: ({ uid, poll, options: { connectionId, endsAt, ticket } }) => {
      const known = {
        ...{ connectionId, openedAt: clock.now() },
        ...(poll && { endsAt }),
        ...(ticket && { ticket: ticket.id }),
      };
      const announce = (): void => tell({ type: "stream_opened", uid, ...known });
      if (poll) announceIfItWaits(connectionId, announce);
      else announce();
      add(uid, known);
    },
    closed: ({ uid, poll, options: { connectionId, endsAt } }) => {
      const counted = remove(uid, connectionId);
      const isKnownElsewhere = !poll || (isAnnounced(connectionId) && counted);
      if (!isKnownElsewhere || (poll && endsAt - clock.now() < endsOnTime)) return;
      tell({ type: "stream_closed", uid, connectionId });
    },
    onControl: (control) => {
      if (control.type === "stream_opened" && users.has(control.uid)) add(control.uid, control);
      if (control.type === "stream_closed") remove(control.uid, control.connectionId);
    },
  };
}

/** The oldest beyond `max`, and of each ticket all but the newest; equal times are told apart by id, so that every instance decides alike. */
export function surplus(known: readonly Known[], max: number): Known[] {
  const newestFirst = known.toSorted(
    (a, b) => b.openedAt - a.openedAt || (a.connectionId < b.connectionId ? 1 : -1),
  );
  const isReplaced = ({ ticket }: Known, index: number): boolean =>
    ticket !== undefined && newestFirst.slice(0, index).some((newer) => newer.ticket === ticket);
  const replaced = newestFirst.filter(isReplaced);
  const others = newestFirst.filter((connection) => !replaced.includes(connection));
  return [...replaced, ...others.slice(max)];
}
