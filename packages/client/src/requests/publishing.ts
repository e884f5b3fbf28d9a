import type { Environment } from "../environment/environment.js";
import type { Shared } from "../environment/shared.js";
import type { Publish } from "../stream/link.js";
import type { RealtimeError } from "../types/errors.js";
import type { Published, SendOptions } from "../types/options.js";
import type { Request } from "./history.js";

/** How long a publication is tried, ms. */
const sendForMs = 30_000;

export interface SendDeps {
  readonly env: Environment;
  readonly request: Request;
  /** Undefined while no socket is open. */
  socket(): Publish | undefined;
}

export interface Publication {
  readonly channel: string;
  readonly type: string;
  readonly data: unknown;
}

type SendEvent = (deps: SendDeps, publication: Publication, options: SendOptions) => Promise<Published>;

/** See `Realtime.send`. */
export const eventSender =
  (shared: Shared): SendEvent =>
  async ({ env, request, socket }, publication, { idempotencyKey = env.uuid(), signal }) => {
    const init: RequestInit = {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
      body: JSON.stringify(publication),
      ...(signal && { signal }),
    };
    const deadline = env.now() + sendForMs;
    for (let failures = 0; ; failures++) {
      const asked = socket()?.(publication, idempotencyKey) ?? request("/api/realtime/publish", init);
      const outcome = await outcomeOf(shared, asked, publication.channel, env);
      if ("events" in outcome) return outcome;
      const ms = shared.pauseAfter(failures, env.random, { leastMs: outcome.leastMs });
      if (!outcome.again || env.now() + ms > deadline || signal?.aborted) throw outcome.error;
      await new Promise<void>((resolve) => void env.after(ms, resolve));
    }
  };

interface Failed {
  readonly error: RealtimeError;
  readonly again: boolean;
  readonly leastMs?: number | undefined;
}

async function outcomeOf(
  { RealtimeError, isRecord, problemOf, retryAfterMs }: Shared,
  asked: Promise<Response>,
  channel: string,
  env: Environment,
): Promise<Published | Failed> {
  const isPublished = (body: unknown): body is Published => isRecord(body) && Array.isArray(body["events"]);
  try {
    const answer = await asked;
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && isPublished(body)) return body;
    const problem = problemOf(body);
    const text = problem?.detail ?? problem?.title ?? `The server answered ${answer.status}.`;
    return {
      error: new RealtimeError("request", text, { channel, problem }),
      again: answer.status === 429 || answer.status >= 500,
      leastMs: retryAfterMs(answer.headers.get("Retry-After"), env.now()),
    };
  } catch (cause) {
    if (cause instanceof RealtimeError) return { error: cause, again: false };
    const error = new RealtimeError("connection", "The server could not be reached.", { channel, cause });
    return { error, again: true };
  }
}
