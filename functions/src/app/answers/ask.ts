import { days, toTimestamp } from "../../platform/clock.js";
import { commit } from "../../platform/firestore/commit.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { AskingDeps } from "./deps.js";
import { answersQueue } from "./queue.js";
import type { Answer, Question } from "./schema.js";

export const textType = "text/plain; charset=utf-8";

/** Of the text of an answer, after its user has last read it. */
const keptFor = days(30);

interface Asked {
  readonly uid: string;
  readonly question: Question;
  readonly request?: IdempotentRequest<Answer> | undefined;
}

/** Sees to it that a question is answered, in a durable stream of the user's. */
export async function ask(
  { firebase, store, streams, due, clock, ids }: AskingDeps,
  { uid, question: { prompt }, request }: Asked,
): Promise<Answer> {
  const id = ids.next();
  const now = clock.now();
  const stream = `answers/${uid}/${id}`;
  const answer: Answer = { id, prompt, stream, status: "writing", askedAt: toTimestamp(now) };
  const wakeUp = { id, kind: answersQueue, dueAt: now, payload: { uid, id } };
  await streams.create({ name: stream, owner: uid, contentType: textType, ttlSeconds: keptFor / 1000 });
  await commit(firebase.firestore, "a question", (batch) => {
    store.create(batch, uid, answer);
    due.add(batch, wakeUp);
    request?.record(batch, answer);
  });
  await due.announce(wakeUp);
  return answer;
}
