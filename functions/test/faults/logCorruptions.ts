import {
  type Corruption,
  everyPlace,
  type History,
  isAccepted,
  isAcceptedAt,
  isLogged,
  isRevoked,
  isWhole,
  logOf,
  replaced,
  without,
} from "./corruption.js";
import type { Attempted, HistoryRecord } from "./history.js";

/** What a server can do wrong with a post and the log. */
export const logCorruptions: readonly Corruption[] = [
  {
    fault: "the log has a post that nobody sent",
    breaks: ["phantom"],
    of: everyPlace((history, index, record) =>
      isOnlyWordOf(history, record) ? without(history, index) : undefined,
    ),
  },
  {
    fault: "a refused post takes effect",
    breaks: ["refused"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "attempted" || !isOnlyWordOf(history, record)) return;
      return replaced(history, index, { ...record, type: "refused" });
    }),
  },
  {
    fault: "a repeated post takes effect again",
    breaks: ["repeated"],
    of: everyPlace((history, _, record) => {
      const last = isLogged(record) ? logOf(history, record.channel) : [];
      if (!isLogged(record) || record.attemptId === undefined || !isWhole(last)) return;
      return [...history, { ...record, seq: last.length + 1, eventId: "its second event" }];
    }),
  },
  {
    fault: "a repeated post takes effect again and reaches a watcher",
    breaks: ["repeated", "doubled"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered" || record.attemptId === undefined || isRevoked(history, record)) return;
      const log = logOf(history, record.channel);
      const [last] = log.slice(-1);
      if (!last || last.attemptId !== record.attemptId || !isWhole(log)) return;
      const second = { seq: last.seq + 1, eventId: "its second event" };
      return [...replaced(history, index, record, { ...record, ...second }), { ...last, ...second }];
    }),
  },
  {
    fault: "a repeated post gets another answer",
    breaks: ["repeated", "unlogged"],
    of: everyPlace((history, index, record) => {
      if (!isAccepted(record)) return;
      const other = logOf(history, record.channel).find(({ seq }) => seq !== record.seq);
      return other && replaced(history, index, record, { ...record, seq: other.seq });
    }),
  },
  {
    fault: "an accepted event is missing at the end of the log",
    breaks: ["unlogged"],
    of: everyPlace((history, index, record) => {
      const log = isLogged(record) ? logOf(history, record.channel) : [];
      if (!isLogged(record) || log.at(-1) !== record || !isWhole(log) || log.length < 2) return;
      return isAcceptedAt(history, record.channel, record.seq) ? without(history, index) : undefined;
    }),
  },
  {
    fault: "an accepted event is missing in the middle of the log",
    breaks: ["unlogged", "log-not-dense"],
    of: everyPlace((history, index, record) => {
      const log = isLogged(record) ? logOf(history, record.channel) : [];
      if (!isLogged(record) || log[0] === record || log.at(-1) === record) return;
      return isAcceptedAt(history, record.channel, record.seq) ? without(history, index) : undefined;
    }),
  },
  {
    fault: "an answer names another message than the log has",
    breaks: ["unlogged"],
    of: everyPlace((history, index, record) => {
      if (!isAccepted(record)) return;
      const isInLog = logOf(history, record.channel).some(({ seq }) => seq === record.seq);
      return isInLog ? replaced(history, index, { ...record, messageId: "another" }) : undefined;
    }),
  },
  {
    fault: "the log has no post where one was accepted",
    breaks: ["unlogged"],
    of: everyPlace((history, index, record) => {
      if (!isLogged(record) || !isAcceptedAt(history, record.channel, record.seq)) return;
      const { messageId: _, attemptId: __, ...place } = record;
      return replaced(history, index, place);
    }),
  },
  {
    fault: "an accepted event is nowhere at all",
    breaks: ["unlogged", "lost"],
    of: everyPlace((history, _, record) => {
      const log = isLogged(record) ? logOf(history, record.channel) : [];
      if (!isLogged(record) || log.at(-1) !== record || !isWhole(log) || log.length < 2) return;
      const isOfEvent = (other: HistoryRecord) => "eventId" in other && other.eventId === record.eventId;
      const isMissed = history.some(
        (other) => other.type === "delivered" && isOfEvent(other) && !isRevoked(history, other),
      );
      if (!isMissed || !isAcceptedAt(history, record.channel, record.seq)) return;
      return history.filter((other) => !isOfEvent(other));
    }),
  },
  {
    fault: "the log leaves a number out",
    breaks: ["log-not-dense"],
    of: everyPlace((history, _, record) => {
      if (!isLogged(record) || logOf(history, record.channel).at(-1) !== record) return;
      const { messageId: __, attemptId: ___, ...place } = record;
      return [...history, { ...place, seq: record.seq + 2, eventId: "after the hole" }];
    }),
  },
  {
    fault: "the log leaves a number out and a watcher gets what follows",
    breaks: ["log-not-dense"],
    of: everyPlace((history, index, record) => {
      if (record.type !== "delivered" || isRevoked(history, record)) return;
      const last = logOf(history, record.channel).at(-1);
      if (!last || last.seq !== record.seq) return;
      const { channel } = last;
      const next = { channel, seq: last.seq + 2, eventId: "after the hole" };
      const { watcher, connection, at } = record;
      const delivered = { type: "delivered", watcher, connection, at, ...next } as const;
      return [...replaced(history, index, record, delivered), { type: "logged", at, ...next }];
    }),
  },
  {
    fault: "the log has two events in one place",
    breaks: ["log-not-dense"],
    of: everyPlace((history, _, record) => {
      if (!isLogged(record)) return;
      const { messageId: __, attemptId: ___, ...place } = record;
      return [...history, { ...place, eventId: "the other one" }];
    }),
  },
  {
    fault: "the log keeps less than it has to",
    breaks: ["log-not-dense"],
    of: everyPlace((history, _, record) => {
      if (!isLogged(record)) return;
      const log = logOf(history, record.channel);
      if (log.at(-1) !== record || log.length < 2) return;
      return history.filter((other) => other === record || !isLogged(other) || !log.includes(other));
    }),
  },
];

/** A post without an answer that is in the log: nothing else tells that it was sent. */
const isOnlyWordOf = (history: History, record: HistoryRecord): record is Attempted =>
  record.type === "attempted" &&
  history.some((other) => isLogged(other) && other.attemptId === record.attemptId) &&
  !history.some((other) => isOtherAnswer(other) && other.attemptId === record.attemptId);

const isOtherAnswer = (record: HistoryRecord) => record.type === "accepted" || record.type === "refused";
