import { decideAfterFailure, type Failure, isTooOld } from "./decide.js";
import type { Outcome, OutboxRow, OutboxState } from "./row.js";

export interface SendEnvironment {
  /** ms since 1970. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Calls back after `ms`. Returns what takes that back. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** False is certain: nothing is tried before `retry`. Default: always true. */
  readonly isOnline?: () => boolean;
  /** Sends a row with its key as Idempotency-Key. @throws what `failureOf` can read */
  readonly send: (row: OutboxRow) => Promise<unknown>;
  readonly failureOf: (error: unknown) => Failure;
  /** What a row that is too old to be sent is refused with. */
  readonly tooOld: (row: OutboxRow) => unknown;
}

interface Book {
  readonly rows: () => readonly OutboxRow[];
  /** The row as it is to be sent; undefined if it was taken back. */
  readonly markSent: (row: OutboxRow) => Promise<OutboxRow | undefined>;
  readonly forget: (row: OutboxRow) => void;
  readonly end: (row: OutboxRow, outcome: Outcome) => Promise<void>;
  readonly waitFor: (what: OutboxState["waitsFor"]) => void;
}

/** Entities that are sent to at the same time. */
const lanes = 4;

/** Sends the first row of each entity; a failed one holds up its own entity alone, unless nothing at all gets through. */
export function createSender(env: SendEnvironment, book: Book) {
  const busy = new Set<string>();
  const attempts = new Map<string, number>();
  const timers = new Map<string, () => void>();
  let leads = false;
  let waitsForSignIn = false;

  const heads = (): OutboxRow[] => {
    const seen = new Set<string>();
    return book.rows().filter(({ entity }) => !seen.has(entity) && seen.add(entity));
  };
  const wake = (): void => {
    if (!leads || waitsForSignIn) return;
    const next = heads();
    if (next.length > 0 && env.isOnline?.() === false) return book.waitFor("network");
    for (const row of next) {
      if (busy.size >= lanes) return;
      if (!busy.has(row.entity) && !timers.has(row.entity)) void attend(row);
    }
  };
  const attend = async (row: OutboxRow): Promise<void> => {
    busy.add(row.entity);
    const outcome = await attempt(row);
    if (outcome) {
      attempts.delete(row.key);
      await book.end(row, outcome);
    }
    busy.delete(row.entity);
    wake();
  };
  const attempt = async (row: OutboxRow): Promise<Outcome | undefined> => {
    if (isTooOld(row, env.now())) return { type: "refused", problem: env.tooOld(row) };
    const marked = await book.markSent(row);
    if (!marked) return void book.forget(row);
    try {
      const body = await env.send(marked);
      book.waitFor("nothing");
      return { type: "answered", body };
    } catch (error) {
      return afterFailure(row, error);
    }
  };
  const afterFailure = (row: OutboxRow, error: unknown): Outcome | undefined => {
    const count = (attempts.get(row.key) ?? 0) + 1;
    attempts.set(row.key, count);
    const failure = env.failureOf(error);
    const next = decideAfterFailure(failure, { attempt: count, random: env.random() });
    switch (next.type) {
      case "refuse":
        return { type: "refused", problem: error };
      case "sign-in":
        waitsForSignIn = true;
        book.waitFor("sign-in");
        return undefined;
      case "retry":
        if (failure.status === undefined) book.waitFor("network");
        hold(row.entity, next.afterMs);
        return undefined;
    }
  };
  const hold = (entity: string, ms: number): void => {
    const release = () => {
      timers.delete(entity);
      wake();
    };
    timers.set(entity, env.after(ms, release));
  };
  const dropTimers = (): void => {
    for (const cancel of timers.values()) cancel();
    timers.clear();
  };
  return {
    wake,
    /** This tab is the one that sends. */
    start: (): void => void (leads = true),
    retry: (): void => {
      dropTimers();
      waitsForSignIn = false;
      book.waitFor("nothing");
      wake();
    },
    close: (): void => {
      leads = false;
      dropTimers();
    },
  };
}
