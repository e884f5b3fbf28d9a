import {
  type Corruption,
  everyPlace,
  following,
  isAcceptedAt,
  isLast,
  isRevoked,
  logOf,
  positionIn,
  replaced,
  sameTrack,
  without,
} from "./corruption.js";
import type { HistoryRecord } from "./history.js";
import { revocationMs } from "./model.js";

/** What a server can do wrong with a watcher. */
export const streamCorruptions: readonly Corruption[] = [
  {
    fault: "an event is dropped between two others",
    breaks: ["lost"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered") return;
      return following(history, index, record)?.record.type === "delivered"
        ? without(history, index)
        : undefined;
    }),
  },
  {
    fault: "the last event, which was accepted, never comes",
    breaks: ["lost"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered" || isRevoked(history, record)) return;
      if (!isAcceptedAt(history, record.channel, record.seq)) return;
      return isLast(history, index, record) ? without(history, index) : undefined;
    }),
  },
  {
    fault: "an event comes twice on one connection",
    breaks: ["doubled"],
    of: everyPlace((history, index, record) =>
      record.type === "delivered" ? replaced(history, index, record, record) : undefined,
    ),
  },
  {
    fault: "the last event comes again after a reconnect",
    breaks: ["doubled"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered") return;
      const next = following(history, index, record);
      if (next?.record.type !== "connected" || next.record.start !== "resumed") return;
      return replaced(history, next.index, next.record, { ...record, connection: next.record.connection });
    }),
  },
  {
    fault: "two events come in the wrong order",
    breaks: ["out-of-order"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered") return;
      const next = following(history, index, record);
      if (next?.record.type !== "delivered") return;
      const { at, ...second } = next.record;
      const swapped = replaced(history, index, { ...second, at: record.at });
      return replaced(swapped, next.index, { ...record, at });
    }),
  },
  {
    fault: "an event from before the start of the stream comes first",
    breaks: ["out-of-order"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "connected" || record.start !== "live") return;
      const event = logOf(history, record.channel).find(({ seq }) => seq <= record.from);
      if (!event) return;
      const { watcher, connection, at } = record;
      return replaced(history, index, record, { ...event, type: "delivered", watcher, connection, at });
    }),
  },
  {
    fault: "an event reaches a connection that does not carry its channel",
    breaks: ["stray"],
    of: everyPlace((history, index, record) => {
      const [event] = logOf(history, "a");
      if (record.type !== "delivered" || record.watcher !== "w2" || !event) return;
      const { watcher, connection, at } = record;
      return replaced(history, index, record, { ...event, type: "delivered", watcher, connection, at });
    }),
  },
  {
    fault: "an event is delivered under another channel's name",
    breaks: ["stray"],
    of: everyPlace((history, index, record) => {
      const event = logOf(history, "a").at(-1);
      if (record.type !== "delivered" || record.channel !== "b" || !event) return;
      const { watcher, connection, at } = record;
      return replaced(history, index, record, {
        ...event,
        type: "delivered",
        channel: "b",
        watcher,
        connection,
        at,
      });
    }),
  },
  {
    fault: "another event comes in the place of a logged one",
    breaks: ["phantom"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered") return;
      const isInLog = logOf(history, record.channel).some(({ seq }) => seq === record.seq);
      return isInLog ? replaced(history, index, { ...record, eventId: "nobody's" }) : undefined;
    }),
  },
  {
    fault: "an event comes with the content of another post",
    breaks: ["phantom"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered" || record.attemptId === undefined) return;
      const isInLog = logOf(history, record.channel).some(({ seq }) => seq === record.seq);
      return isInLog ? replaced(history, index, { ...record, attemptId: "another post" }) : undefined;
    }),
  },
  {
    fault: "two watchers get different events in a place that has left the log",
    breaks: ["phantom"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered" || record.seq >= (logOf(history, record.channel)[0]?.seq ?? 1)) return;
      const isSeenByOthers = history.some(
        (other) =>
          other.type === "delivered" && other.eventId === record.eventId && other.watcher !== record.watcher,
      );
      return isSeenByOthers ? replaced(history, index, { ...record, eventId: "nobody's" }) : undefined;
    }),
  },
  {
    fault: "an event comes on a connection that has ended",
    breaks: ["stray"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "disconnected") return;
      const got = history.find(
        (other) => other.type === "delivered" && other.connection === record.connection,
      );
      return got && replaced(history, index, record, got);
    }),
  },
  {
    fault: "an event comes from far beyond the log",
    breaks: ["phantom"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered" || isRevoked(history, record)) return;
      if (record.seq !== logOf(history, record.channel).at(-1)?.seq) return;
      const { messageId: _, attemptId: __, ...place } = record;
      return replaced(history, index, record, { ...place, seq: record.seq + 2 ** 40, eventId: "nobody's" });
    }),
  },
  {
    fault: "a connection resumes later than where the watcher stood",
    breaks: ["wrong-resume"],
    of: everyPlace((history, index, record) =>
      record.type === "connected" && record.start === "resumed"
        ? replaced(history, index, { ...record, from: record.from + 1 })
        : undefined,
    ),
  },
  {
    fault: "a cursor is ignored: the connection starts live, at the head",
    breaks: ["wrong-resume", "lost"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "connected" || record.start !== "resumed" || isRevoked(history, record)) return;
      const { from, head } = record;
      const later = history.slice(index + 1).filter((other) => sameTrack(other, record));
      if (!isAcceptedAt(history, record.channel, head) || head === from) return;
      if (later.some(({ type }) => type !== "delivered")) return;
      const unseen = (other: HistoryRecord) => later.includes(other) && "seq" in other && other.seq <= head;
      return replaced(history, index, { ...record, start: "live", from: head }).filter(
        (other) => !unseen(other),
      );
    }),
  },
  {
    fault: "a reset skips what the log still holds",
    breaks: ["needless-reset"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered") return;
      const { watcher, connection, channel, at, seq } = record;
      return replaced(history, index, { type: "reset", watcher, connection, channel, at, head: seq });
    }),
  },
  {
    fault: "an event comes too long after the revocation",
    breaks: ["late"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered") return;
      const revoked = history
        .slice(0, index)
        .find((other) => other.type === "revoked" && sameTrack(other, record));
      return revoked && replaced(history, index, { ...record, at: revoked.at + revocationMs + 1 });
    }),
  },
  {
    fault: "a connection still carries the channel long after the revocation",
    breaks: ["late"],
    of: everyPlace((history, _, record) => {
      if (record.type !== "revoked") return;
      const { watcher, channel } = record;
      const from = positionIn(history, record);
      if (from === undefined) return;
      const on = { watcher, connection: "the late one", at: record.at + revocationMs + 1 };
      return [...history, { type: "connected", ...on, channel, start: "resumed", from, head: from }];
    }),
  },
];
