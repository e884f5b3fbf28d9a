import type { WriteBatch } from "firebase-admin/firestore";
import type { z } from "zod";

/**
 * Something to do at a time. It is a document, with its own count of attempts; a task is only the alarm clock, and a sweep
 * catches a lost one.
 */
export interface WakeUp {
  /** Derived from what it is for: scheduling it again moves it. */
  readonly id: string;
  readonly kind: string;
  /** ms since the epoch. */
  readonly dueAt: number;
  readonly payload: object;
}

/** Sets wake-ups. */
export interface WakeUps {
  /** Writes it into the caller's batch; `announce` it once that is committed. */
  add(batch: WriteBatch, wakeUp: WakeUp): void;
  /** Sets the alarm clock. Never rejects: the sweep finds what it misses. */
  announce(wakeUp: WakeUp): Promise<void>;
  /** `add` and `announce` in a commit of its own. */
  schedule(wakeUp: WakeUp): Promise<void>;
  /** `schedule`, unless there is one of that id: that stays as it is, however far it has come. */
  create(wakeUp: WakeUp): Promise<void>;
  /** Nothing happens if there is none. */
  remove(batch: WriteBatch, id: string): void;
}

/** Does what wake-ups are for. */
export interface WakeUpRunner {
  /** What the task calls: does it if it is due, nothing otherwise. @throws what the handler threw, for a later try. */
  run(id: string): Promise<void>;
  /** Does all that is due. One failing wake-up stops no other. */
  sweep(): Promise<{ done: number; failed: number }>;
}

/** What to do when a wake-up of this kind is due. Runs at least once. One handler a kind. */
export interface WakeUpHandler {
  readonly kind: string;
  act(payload: unknown): Promise<void>;
}

export const onWakeUp = <P extends z.ZodType>(
  kind: string,
  payload: P,
  act: (payload: z.infer<P>) => Promise<void>,
): WakeUpHandler => ({
  kind,
  act: async (stored) => {
    const parsed = payload.safeParse(stored);
    if (parsed.success) return act(parsed.data);
    throw new Unreadable(`the payload of a ${kind} wake-up is not readable`, { cause: parsed.error });
  },
});

/** A payload, or a whole wake-up, of a wrong form: it will have that the next time too. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
