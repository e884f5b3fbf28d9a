import { LRUCache } from "lru-cache";
import type { Clock } from "../platform/clock.js";
import type { Control } from "./bus/message.js";
import type { StreamObserver, Streams } from "./stream/streams.js";

interface Known {
  connectionId: string;
  openedAt: number;
}

/**
 * At most `max` streams per user over all instances; the newest win. Every instance keeps count for the users it serves:
 * its own streams and those it hears of. A stream is closed by its own instance, when it knows `max` newer ones. Only
 * newer ones matter, and a stream's time is when it was announced: what is newer is heard of after the own stream is
 * known here, so none is missed. A crashed instance's streams only ever age, so they lock nobody out.
 */
export interface ConnectionLimit extends StreamObserver {
  onControl(control: Control): void;
}

export function connectionLimit(
  streams: Streams,
  max: number,
  clock: Clock,
  tell: (control: Control) => void,
): ConnectionLimit {
  const users = new Map<string, Map<string, Known>>();
  /** News come twice and in any order: what was heard to be closed stays closed. */
  const gone = new LRUCache<string, true>({ max: 10_000 });

  const add = (uid: string, known: Known): void => {
    if (gone.has(known.connectionId)) return;
    const connections = users.get(uid) ?? new Map<string, Known>();
    users.set(uid, connections.set(known.connectionId, known));
    for (const { connectionId } of surplus([...connections.values()], max)) {
      connections.delete(connectionId);
      streams.find(connectionId)?.end("connection_limit");
    }
  };

  const remove = (uid: string, connectionId: string): void => {
    const connections = users.get(uid);
    if (!connections) return;
    gone.set(connectionId, true);
    connections.delete(connectionId);
    const servedHere = [...connections.keys()].some((id) => streams.find(id));
    if (!servedHere) users.delete(uid);
  };

  return {
    opened: (stream) => {
      const { connectionId, poll } = stream.options;
      if (poll) return;
      const openedAt = clock.now();
      tell({ type: "stream_opened", uid: stream.uid, connectionId, openedAt });
      add(stream.uid, { connectionId, openedAt });
    },
    closed: (stream) => {
      const { connectionId, poll } = stream.options;
      if (poll) return;
      remove(stream.uid, connectionId);
      tell({ type: "stream_closed", uid: stream.uid, connectionId });
    },
    onControl: (control) => {
      if (control.type === "stream_opened" && users.has(control.uid)) add(control.uid, control);
      if (control.type === "stream_closed") remove(control.uid, control.connectionId);
    },
  };
}

/** The oldest beyond `max`; equal times are told apart by id, so that every instance decides alike. */
export function surplus(known: readonly Known[], max: number): Known[] {
  const newestFirst = known.toSorted(
    (a, b) => b.openedAt - a.openedAt || (a.connectionId < b.connectionId ? 1 : -1),
  );
  return newestFirst.slice(max);
}
