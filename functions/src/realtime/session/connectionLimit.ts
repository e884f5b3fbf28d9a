import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import { type Clock, seconds } from "../../platform/clock.js";
import type { ConnectionNews, Control } from "../bus/message.js";
import type { SessionObserver } from "./sessionObserver.js";
import type { SessionRegistry } from "./sessionRegistry.js";

interface Known {
  connectionId: string;
  openedAt: number;
  /** When a long poll is over at the latest; streams have no such time. */
  endsAt?: number | undefined;
  /** Names the ticket that opened it. */
  ticket?: string | undefined;
  /** The connection in whose place it was opened. */
  replaces?: string | undefined;
}

/**
 * At most `max` streams and waiting long polls per user over all instances, and one per ticket; the newest win. One that was
 * opened in place of another does not count beside it: that one ends. Every
 * instance keeps count for the users it serves: its own sessions and those it has news of. A stream is closed by its own
 * instance, when it knows `max` newer ones. Only newer ones matter, and a session is reported after its opening time:
 * news of a newer one comes after the own session is known here, so none is missed. The sessions of a crashed instance
 * only ever age, so they lock no user out.
 */
export interface ConnectionLimit extends SessionObserver {
  onControl(control: Control): void;
}

/** A long poll that is answered sooner is not reported: where much happens, a poll costs no message. */
const pollWaitsAfter = 500;
/** A poll that ends as late as this before its time has waited in vain: the others forget it by themselves. */
const endsOnTime = seconds(1);

export interface ConnectionLimitDeps {
  sessions: Pick<SessionRegistry, "find">;
  /** Streams and waiting long polls that a user may have. */
  max: number;
  clock: Clock;
  /** Sends the news to every other instance. */
  tell(news: ConnectionNews): void;
  /** Default: 500 ms. */
  waitsAfterMs?: number;
}

export function connectionLimit({
  sessions,
  max,
  clock,
  tell,
  waitsAfterMs = pollWaitsAfter,
}: ConnectionLimitDeps): ConnectionLimit {
  /** A user has few: a list of them is smaller than a map. */
  const users = new Map<string, readonly Known[]>();
  /** News come twice and in any order: what was reported as closed stays closed. */
  const gone = lazyCache<string, true>({ max: 10_000 });
  /** Own polls that are not reported yet. */
  const unreported = new Map<string, NodeJS.Timeout>();

  const add = (uid: string, known: Known): void => {
    if (gone.has(known.connectionId)) return;
    const now = clock.now();
    const isOver = ({ connectionId, endsAt = now }: Known): boolean =>
      endsAt < now && !sessions.find(connectionId);
    const others = (users.get(uid) ?? []).filter(
      (one) => one.connectionId !== known.connectionId && !isOver(one),
    );
    // `concat` leaves no room for more, which a spread would keep with each user.
    const connections = isOver(known) ? others : others.concat(known);
    const tooMany = surplus(connections, max);
    users.set(uid, tooMany.length === 0 ? connections : without(connections, tooMany));
    for (const { connectionId } of tooMany) sessions.find(connectionId)?.giveWay();
  };

  /** Whether it was still counted. */
  const remove = (uid: string, connectionId: string): boolean => {
    const connections = users.get(uid);
    if (!connections) return false;
    gone.set(connectionId, true);
    const others = connections.filter((one) => one.connectionId !== connectionId);
    if (others.some((one) => sessions.find(one.connectionId))) users.set(uid, others);
    else users.delete(uid);
    return others.length < connections.length;
  };

  const reportIfItWaits = (connectionId: string, report: () => void): void => {
    const timer = setTimeout(() => {
      unreported.delete(connectionId);
      report();
    }, waitsAfterMs);
    timer.unref();
    unreported.set(connectionId, timer);
  };

  const isReported = (connectionId: string): boolean => {
    clearTimeout(unreported.get(connectionId));
    return !unreported.delete(connectionId);
  };

  return {
    opened: ({ uid, poll, options: { connectionId, endsAt, ticket, replaces } }) => {
      const known = {
        connectionId,
        openedAt: clock.now(),
        ...(poll && { endsAt }),
        ...(ticket && { ticket: ticket.id }),
        ...(replaces !== undefined && { replaces }),
      };
      const report = (): void => tell({ type: "stream_opened", uid, ...known });
      if (poll) reportIfItWaits(connectionId, report);
      else report();
      add(uid, known);
    },
    closed: ({ uid, poll, options: { connectionId, endsAt } }) => {
      const counted = remove(uid, connectionId);
      const isKnownElsewhere = !poll || (isReported(connectionId) && counted);
      if (!isKnownElsewhere || (poll && endsAt - clock.now() < endsOnTime)) return;
      tell({ type: "stream_closed", uid, connectionId });
    },
    onControl: (control) => {
      for (const news of control.type === "connections" ? control.news : []) {
        if (news.type === "stream_closed") remove(news.uid, news.connectionId);
        // One's own news come back: in place of what is known they would cost each idle connection 150 bytes.
        else if (users.has(news.uid) && !sessions.find(news.connectionId)) add(news.uid, news);
      }
    },
  };
}

const without = (known: readonly Known[], others: readonly Known[]): Known[] =>
  known.filter((one) => !others.includes(one));

/**
 * The oldest beyond `max`, of each ticket all but the newest, and those that others were opened in place of; equal times are told apart by id, so that every
 * instance decides alike.
 */
export function surplus(known: readonly Known[], max: number): Known[] {
  const newestFirst = known.toSorted(
    (a, b) => b.openedAt - a.openedAt || (a.connectionId < b.connectionId ? 1 : -1),
  );
  const isReplaced = ({ connectionId, ticket }: Known, index: number): boolean =>
    known.some(({ replaces }) => replaces === connectionId) ||
    (ticket !== undefined && newestFirst.slice(0, index).some((newer) => newer.ticket === ticket));
  const replaced = newestFirst.filter(isReplaced);
  return [...replaced, ...without(newestFirst, replaced).slice(max)];
}
