import { type DocumentReference, type Firestore, Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, hours } from "../clock.js";
import { isConflict } from "./grpc.js";
import { derivedId, sha256 } from "../ids.js";
import { Problem } from "../problems.js";
import { path } from "./path.js";
import { read } from "./read.js";

/** What an endpoint answers: stored with the effect, so that a repeat of the request gets the same. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One keyed request. Its record is created in the same commit as its effect: a repeat's commit fails as a whole, and
 * finds the first answer. Nothing is read on the way in.
 */
export interface IdempotentRequest {
  readonly record: DocumentReference;
  /** Adds the record to the commit that has the effect. */
  remember(batch: WriteBatch, answer: Answer): void;
  /** The stored answer, or undefined if the request never took effect. @throws Problem if the body differs. */
  recall(): Promise<Answer | undefined>;
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

export function idempotentRequest(
  firestore: Firestore,
  clock: Clock,
  request: KeyedRequest,
): IdempotentRequest {
  const id = derivedId(request.uid, request.target, request.key);
  const record = idempotencyDocument.document(firestore, { id });
  const fingerprint = sha256(request.body);
  return {
    record,
    remember: (batch, { status, body, headers }) => {
      const expireAt = Timestamp.fromMillis(clock.now() + keptFor);
      const text = body === undefined ? undefined : JSON.stringify(body);
      batch.create(record, { fingerprint, status, body: text, headers, expireAt });
    },
    recall: async () => {
      const stored = StoredAnswer.safeParse((await read("a keyed request", record.get())).data());
      if (!stored.success) return undefined;
      if (stored.data.fingerprint !== fingerprint) throw new Problem("idempotency_key_reused");
      const { status, body, headers } = stored.data;
      return { status, ...(body !== undefined && { body: JSON.parse(body) }), ...(headers && { headers }) };
    },
  };
}

/** Runs `act`; if it lost against an earlier run of the same request, answers what that one answered. */
export async function once(
  keyed: IdempotentRequest | undefined,
  act: () => Promise<Answer>,
): Promise<Answer> {
  if (!keyed) return act();
  try {
    return await act();
  } catch (error) {
    if (!isConflict(error)) throw error;
    const earlier = await keyed.recall();
    if (!earlier) throw error;
    return { ...earlier, headers: { ...earlier.headers, "Idempotent-Replayed": "true" } };
  }
}
