import type { DocumentSnapshot, Firestore, WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import type {
  DeadLetter as ListedLetter,
  DeadLetterPage,
  ListDeadLetters,
} from "@firecast/contract/operations";
import { Timestamp } from "@firecast/contract/core/ids";
import { type Clock, toTimestamp } from "../clock.js";
import { committer, type Writes } from "../firestore/commit.js";
import { grpcCode } from "../firestore/grpc.js";
import { pageOf } from "../firestore/listCursor.js";
import { pageByTime, timeCursor } from "../firestore/pageByTime.js";
import { pages } from "../firestore/pages.js";
import { path } from "../firestore/path.js";
import { read } from "../firestore/read.js";
import { derivedId } from "../ids.js";
import type { Log } from "../log.js";

/** Work that was given up, kept for a person to look at and send again. */
export interface DeadLetter {
  /** Where it came from, and goes back to. */
  readonly queue: string;
  readonly payload: unknown;
  /** Why the last attempt failed. */
  readonly reason: string;
  readonly attempts: number;
}

const StoredLetter = z.object({
  queue: z.string(),
  /** JSON: a payload that was sent by mistake may be anything, also what no Firestore document can hold. */
  payload: z.string(),
  reason: z.string(),
  attempts: z.int(),
  at: Timestamp,
});

/** A letter as it lies there. */
export interface FiledLetter {
  readonly id: string;
  readonly queue: string;
  readonly payload: unknown;
  /** Of this version: if the same work dies again, that is another one. */
  readonly snapshot: DocumentSnapshot;
}

export const deadLetterDocument = path("deadLetters/{id}");
const pageSize = 100;
const longestPayload = 2000;

/** Every read and write of `deadLetters`. The same work of the same queue lies there once, however often it dies. */
export function deadLetters(firestore: Firestore, clock: Clock) {
  const letters = deadLetterDocument.collection(firestore, {});
  const commit = committer(firestore, "a dead letter");

  const add = (batch: WriteBatch, { queue, payload, reason, attempts }: DeadLetter): void => {
    const json = JSON.stringify(payload) ?? "null";
    const letter = { queue, payload: json, reason, attempts, at: toTimestamp(clock.now()) };
    batch.set(letters.doc(derivedId(queue, json)), letter);
  };

  return {
    /** Writes it into the caller's batch. */
    add,

    put: (letter: DeadLetter): Promise<void> =>
      commit((batch) => {
        add(batch, letter);
      }),

    /** All there are, or these. */
    list: async function* (
      ids: readonly string[] = [],
    ): AsyncGenerator<FiledLetter | UnreadableLetter | MissingLetter> {
      if (ids.length > 0) {
        const named = firestore.getAll(...ids.map((id) => letters.doc(id)));
        yield* (await read("dead letters", named)).map(filed);
        return;
      }
      for await (const page of pages(letters, { what: "dead letters", size: pageSize }))
        yield* page.map(filed);
    },

    /** For operators: the newest first. What cannot be read is left out, and in the log. */
    page: async ({ limit, cursor }: ListDeadLetters, log: Log): Promise<DeadLetterPage> => {
      const after = cursor === undefined ? undefined : timeCursor.parse(cursor);
      const found = await pageByTime(StoredLetter, letters, {
        ...{ what: "dead letters", by: "at", after, limit, log },
      });
      return pageOf(found, limit, listed, ({ place }) => timeCursor.encode(place));
    },

    /** `also` is written in the same commit. @throws a conflict if the same work has died again meanwhile. */
    discard: ({ snapshot: { ref, updateTime } }: FiledLetter, also?: Writes): Promise<void> =>
      commit((batch) => {
        batch.delete(ref, updateTime ? { lastUpdateTime: updateTime } : {});
        also?.(batch);
      }),
  };
}

type Found = Awaited<ReturnType<typeof pageByTime<typeof StoredLetter>>>[number];

const listed = ({ place: [, id], value }: Found): ListedLetter | undefined =>
  value && { id, ...value, payload: value.payload.slice(0, longestPayload) };

export type DeadLetters = ReturnType<typeof deadLetters>;

export interface UnreadableLetter {
  readonly id: string;
  readonly unreadable: string;
}

/** An id that no letter has, or no longer. */
export interface MissingLetter {
  readonly id: string;
  readonly missing: true;
}

function filed(snapshot: DocumentSnapshot): FiledLetter | UnreadableLetter | MissingLetter {
  const { id } = snapshot;
  if (!snapshot.exists) return { id, missing: true };
  const parsed = StoredLetter.safeParse(snapshot.data());
  if (!parsed.success) return { id, unreadable: z.prettifyError(parsed.error) };
  const { queue, payload } = parsed.data;
  return { id, queue, payload: JSON.parse(payload), snapshot };
}

const longestReason = 1000;

/** A code where there is one: it stays when messages are reworded. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, longestReason);
  return `${grpcCode(error) ?? error.name}: ${error.message}`.slice(0, longestReason);
}
