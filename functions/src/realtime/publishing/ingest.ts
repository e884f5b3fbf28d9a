import type { Firestore } from "firebase-admin/firestore";
import { Publish } from "@firecast/contract/realtime";
import type { Caller } from "../../platform/auth/caller.js";
import { answerOnce, idempotentRequest } from "../../platform/firestore/idempotency.js";
import { jsonOf } from "../../platform/http/body.js";
import { invalidInput } from "../../platform/http/invalidParts.js";
import type { Log } from "../../platform/log.js";
import { Problem } from "../../platform/problems.js";
import type { DeadLetters } from "../../platform/tasks/deadLetters.js";
import type { CheckDeps } from "./publication.js";
import { authorise, checkAll } from "./authorise.js";
import type { RefusedMessage } from "./refusedMessage.js";
import { ingestTopic } from "./topic.js";
import { publishAll, type PublishAllDeps, type Sent } from "./publishAll.js";

/** A message of that topic, as its function is called with it. */
export interface IngestMessage {
  readonly messageId: string;
  /** Base64 of what `POST /realtime/publish` takes. */
  readonly data: string;
  /** `idempotencyKey`: messages that share it take effect once. Default: the message's id. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface IngestDeps extends CheckDeps, PublishAllDeps {
  firestore: Firestore;
  deadLetters: Pick<DeadLetters, "put">;
  log: Log;
}

/** A caller that may publish to the topic is a backend of the project: IAM decides that. */
const backend: Caller = { type: "service", email: ingestTopic };

/**
 * Publishes what a message asks for. Runs at least once, with the effect of one run: a repeat finds its request recorded. What
 * can never be published becomes a dead letter. @throws what a later attempt may not meet: Pub/Sub sends the message again.
 */
export async function ingest(
  deps: IngestDeps,
  { messageId, data, attributes }: IngestMessage,
): Promise<void> {
  const bytes = Buffer.from(data, "base64");
  const keyed = { uid: ingestTopic, target: "", key: attributes["idempotencyKey"] ?? messageId, body: bytes };
  const answerOf = (body: Sent) => ({ status: 201, body });
  const request = idempotentRequest(deps.firestore, deps.clock, keyed, answerOf);
  try {
    const publications = checkAll(deps, backend, parse(bytes));
    await authorise(deps, backend, publications);
    await answerOnce(request, async () => answerOf(await publishAll(deps, publications, request)));
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const payload: RefusedMessage = { data: bytes.toString("utf8"), attributes };
    await deps.deadLetters.put({ queue: ingestTopic, payload, reason: reasonOf(error), attempts: 1 });
    deps.log.warn("ingest.refused", { messageId, code: error.code });
  }
}

function parse(bytes: Buffer): Publish {
  const value = jsonOf(bytes, "application/json");
  const parsed = Publish.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error.issues, value, "body");
  return parsed.data;
}

function reasonOf(problem: Problem): string {
  const { errors = [], detail } = problem.document();
  const parts = errors.map((part) => `${part.pointer} ${part.detail}`);
  return [problem.code, ...(detail === undefined ? [] : [detail]), ...parts].join("; ");
}
