import { asAnswer } from "../calls/call.js";
import { newKey } from "../environment/timers.js";
import type { Answered, Change, LiveState } from "../optimistic/liveState.js";
import type { Outcome, OutboxRow, Write } from "../outbox/row.js";
import { answerOf, writesOf } from "../outbox/writes.js";
import type { Realtime } from "../realtime.js";
import { RealtimeError } from "../types/errors.js";
import type { Loaded } from "./source.js";

/** What is known of a write as soon as the user has done it. */
export type Written = Pick<OutboxRow, "key" | "method" | "path" | "body" | "at">;

interface QueuedOptions<State, Answer> {
  readonly live: Pick<LiveState<State, never>, "begin" | "answered" | "refused">;
  readonly note: (change: Partial<Loaded>) => void;
  /** Writes of one entity take effect in the order in which they were made. */
  readonly entity: string;
  /** What the state looks like with it; undefined where it shows nowhere. */
  readonly show: (row: Written) => Change<State> | undefined;
  readonly answered?: (row: Written, answer: Answer) => Answered<State>;
}

/** Whether the user is still the one who was there first: nothing of one is written as another. */
export function sameUser(realtime: Realtime): () => boolean {
  let { uid } = realtime;
  return () => (uid ??= realtime.uid) === realtime.uid;
}

export const userIsGone = () => new RealtimeError("unauthenticated", "Its user is gone.");

/**
 * Writes that show at once and go by the outbox. What earlier pages and other tabs have written shows, too, until the server has
 * taken it; what it refuses is taken back.
 */
export function queued<State, Answer>(realtime: Realtime, options: QueuedOptions<State, Answer>) {
  const { live, note, entity, show, answered = () => ({}) } = options;
  const isSameUser = sameUser(realtime);
  /** The text of what is shown, by key. */
  const shown = new Map<string, string | undefined>();
  const own = new Map<string, Promise<Answer>>();

  const begin = (row: Written): void => {
    if (shown.has(row.key) && shown.get(row.key) === row.body) return;
    shown.set(row.key, row.body);
    const apply = show(row);
    if (apply) live.begin({ key: row.key, apply });
  };
  const end = (row: Written, outcome: Outcome): void => {
    if (!shown.delete(row.key)) return;
    if (outcome.type !== "answered") {
      live.refused(row.key);
      if (outcome.type === "refused") note({ error: outcome.problem });
      return;
    }
    live.answered(row.key, answered(row, asAnswer<Answer>(outcome.body)));
    note({ error: undefined });
  };
  const waiting = (): readonly OutboxRow[] =>
    isSameUser()
      ? writesOf(realtime)
          .get()
          .waiting.filter((row) => row.entity === entity)
      : [];
  const send = async (row: Written, write: Write): Promise<Answer> => {
    try {
      const answer = await writesOf(realtime).add<Answer>(write, row.key);
      end(row, { type: "answered", body: answer });
      return answer;
    } catch (problem) {
      end(row, { type: "refused", problem });
      throw problem;
    } finally {
      own.delete(row.key);
    }
  };

  return {
    /** @throws RequestProblem where the server refuses; RealtimeError `unauthenticated` where the user is gone */
    write: async (method: Write["method"], path: string, content?: unknown): Promise<Answer> => {
      if (!isSameUser()) throw userIsGone();
      const body = content === undefined ? {} : { body: JSON.stringify(content) };
      const row: Written = { key: newKey(), method, path, ...body, at: realtime.serverNow() };
      begin(row);
      const answer = send(row, { entity, method, path, ...body });
      own.set(row.key, answer);
      return answer;
    },
    /** Another content for what was never sent. False if it was. */
    amend: async (key: string, content: unknown): Promise<boolean> => {
      const body = JSON.stringify(content);
      const row = waiting().find((row) => row.key === key);
      if (!row || !(await writesOf(realtime).amend(key, body))) return false;
      begin({ ...row, body });
      return true;
    },
    /** Takes back what was never sent. False if it was. */
    discard: (key: string): Promise<boolean> => writesOf(realtime).discard(key),
    isWaiting: (key: string): boolean => own.has(key) || shown.has(key),
    /** The server's answer to what waits; undefined where it is none of this page's. */
    answerTo: (key: string): Promise<Answer> | undefined =>
      own.get(key) ?? (shown.has(key) ? answerOf(writesOf(realtime), key) : undefined),
    waiting,
    /** Begins to show what waits. Returns what ends that. */
    start: (): (() => void) => {
      const writes = writesOf(realtime);
      const look = (): void => waiting().forEach(begin);
      const ends = [
        writes.subscribe(look),
        writes.onOutcome((row, outcome) => {
          if (row.entity === entity && isSameUser()) end(row, outcome);
        }),
      ];
      // What has ended while the page was hidden: the next fetch has it.
      const left = new Set(waiting().map(({ key }) => key));
      for (const key of shown.keys()) if (!left.has(key) && !own.has(key)) live.refused(key);
      look();
      return () => ends.forEach((end) => end());
    },
  };
}
