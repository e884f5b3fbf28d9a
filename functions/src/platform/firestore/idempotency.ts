import { type DocumentReference, type Firestore, Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, hours } from "../clock.js";
import { derivedId, sha256 } from "../ids.js";
import { Problem } from "../problems.js";
import { isConflict } from "./grpc.js";
import { path } from "./path.js";
import { read } from "./read.js";

/** What a request is answered: stored with its effect, so that a repeat of the request gets the same. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A request with an `Idempotency-Key`. Its record is created in the same commit as its effect: a repeat's commit fails as a
 * whole, and finds the first answer. Nothing is read on the way in.
 */
export interface IdempotentRequest<Result = unknown> {
  /** The record's document. */
  readonly document: DocumentReference;
  /** As its sender gave it; undefined where the request is the backend's own. */
  readonly key?: string;
  /** Adds the record to the commit that has the effect; `result` is what the action returns. */
  readonly record: (batch: WriteBatch, result: Result) => void;
  /** The stored answer, or undefined if the request never took effect. @throws Problem if the body differs. */
  readonly recall: () => Promise<Answer | undefined>;
  /** Of a request whose effect takes several commits: the record of the one that `name` stands for. */
  readonly part: (name: string) => IdempotentRequest;
}

export interface KeyedRequest {
  uid: string;
  /** Method and path: the same key elsewhere is another request. */
  target: string;
  key: string;
  body: Buffer;
}

export const idempotencyDocument = path("idempotency/{id}");

const keptFor = hours(24);

const StoredAnswer = z.object({
  fingerprint: z.string(),
  status: z.number(),
  body: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

/** `answerOf` says how a result is answered, now and to repeats. */
export function idempotentRequest<Result>(
  firestore: Firestore,
  clock: Clock,
  request: KeyedRequest,
  answerOf: (result: Result) => Answer,
): IdempotentRequest<Result> {
  const id = derivedId(request.uid, request.target, request.key);
  const document = idempotencyDocument.document(firestore, { id });
  const fingerprint = sha256(request.body);
  const part = (name: string): IdempotentRequest => {
    const target = `${request.target} ${name}`;
    return idempotentRequest(firestore, clock, { ...request, target }, (body) => ({ status: 200, body }));
  };
  return {
    document,
    key: request.key,
    part,
    record: (batch, result) => {
      const { status, body, headers } = answerOf(result);
      const expireAt = Timestamp.fromMillis(clock.now() + keptFor);
      const text = body === undefined ? undefined : JSON.stringify(body);
      batch.create(document, { fingerprint, status, body: text, headers, expireAt });
    },
    recall: async () => {
      const snapshot = await read("a keyed request", document.get());
      const stored = StoredAnswer.safeParse(snapshot.data());
      if (!stored.success) return undefined;
      if (stored.data.fingerprint !== fingerprint) throw new Problem("idempotency_key_reused");
      const { status, body, headers } = stored.data;
      return { status, ...(body !== undefined && { body: JSON.parse(body) }), ...(headers && { headers }) };
    },
  };
}

/** The same for what no request asks for: it has no body, and no answer that is of use. */
export const onceFor = (
  firestore: Firestore,
  clock: Clock,
  named: Omit<KeyedRequest, "body">,
): IdempotentRequest => {
  const keyed = { ...named, body: Buffer.alloc(0) };
  const { key: _, ...request } = idempotentRequest(firestore, clock, keyed, () => ({ status: 204 }));
  return request;
};

/** Answers a request; if it lost against an earlier run of itself, with what that one was answered. */
export async function answerOnce(
  request: Pick<IdempotentRequest, "recall"> | undefined,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  if (!request) return answer();
  try {
    return await answer();
  } catch (error) {
    if (!isConflict(error)) throw error;
    const earlier = await request.recall();
    if (!earlier) throw error;
    return { ...earlier, headers: { ...earlier.headers, "Idempotent-Replayed": "true" } };
  }
}
