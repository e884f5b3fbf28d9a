import { z } from "zod";
import type { Clock } from "../clock.js";
import { ignoreConflict } from "../firestore/ignoreConflict.js";
import { derivedId } from "../ids.js";
import { DeadWakeUp } from "../wakeUps/deadWakeUp.js";
import type { WakeUps } from "../wakeUps/wakeUps.js";
import { type DeadLetters, type FiledLetter, reasonOf } from "./deadLetters.js";
import type { Tasks } from "./tasks.js";

export interface ReplayDeps {
  deadLetters: Pick<DeadLetters, "list" | "discard">;
  tasks: Tasks;
  /** Publishes again what was a message of one of these topics. */
  topics: Topics;
  /** By collection. */
  wakeUps: ReadonlyMap<string, Pick<WakeUps, "schedule">>;
  clock: Clock;
}

/** Publishes a payload once more, by the topic's name. */
export type Topics = ReadonlyMap<string, (payload: unknown) => Promise<void>>;

export type Outcome =
  | { readonly type: "sent"; readonly id: string; readonly queue: string }
  | { readonly type: "missing"; readonly id: string }
  | { readonly type: "failed"; readonly id: string; readonly reason: string };

/**
 * Sends dead letters again, and takes each away once it is under way. One that fails stays, and stops no other. What is
 * interrupted in between is sent once more by the next run, or recognised by its name: tasks may run twice anyway.
 */
export async function* replay(deps: ReplayDeps, ids: readonly string[] = []): AsyncGenerator<Outcome> {
  for await (const letter of deps.deadLetters.list(ids)) {
    const { id } = letter;
    if ("missing" in letter) {
      yield { type: "missing", id };
      continue;
    }
    if ("unreadable" in letter) {
      yield { type: "failed", id, reason: letter.unreadable };
      continue;
    }
    try {
      await send(deps, letter);
      // A conflict: it has died again already, and that is another letter.
      await ignoreConflict(deps.deadLetters.discard(letter));
      yield { type: "sent", id, queue: letter.queue };
    } catch (error) {
      yield { type: "failed", id, reason: reasonOf(error) };
    }
  }
}

async function send(
  { tasks, topics, wakeUps, clock }: ReplayDeps,
  { id, queue, payload, snapshot }: FiledLetter,
): Promise<void> {
  const collection = wakeUps.get(queue);
  if (collection) return collection.schedule({ id, dueAt: clock.now(), ...DeadWakeUp.parse(payload) });
  const publish = topics.get(queue);
  if (publish) return publish(payload);
  // Named for this death: Cloud Tasks remembers the names of tasks that have run.
  const death = String(snapshot.updateTime?.toMillis());
  await tasks.enqueue(queue, { id: derivedId(id, death), payload: z.looseObject({}).parse(payload) });
}
