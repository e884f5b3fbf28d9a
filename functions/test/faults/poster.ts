import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Cluster } from "./cluster.js";
import type { Recorder } from "./recorder.js";

const Posted = z.object({ id: z.string(), seq: z.number() });

const giveUpAfterMs = 30_000;

interface PosterOptions {
  name: string;
  token: string;
  spaces: readonly string[];
  cluster: Cluster;
  recorder: Recorder;
}

/**
 * Posts one message after another, each under an idempotency key, and repeats it until it is answered: what a careful
 * client does.
 */
export async function postMessages(
  options: PosterOptions,
  more: (last?: Outcome["type"]) => boolean,
): Promise<void> {
  const { name, spaces, recorder } = options;
  let last: Outcome["type"] | undefined;
  for (let count = 0; more(last); count++) {
    const spaceId = spaces[count % spaces.length] ?? "";
    const attemptId = `${name}-${count}`;
    const channel = `spaces/${spaceId}/chat`;
    const answer = await postOnce(options, spaceId, attemptId);
    if (answer.type === "accepted")
      recorder.record({ type: "accepted", channel, attemptId, ...answer.message });
    else recorder.record({ type: answer.type, channel, attemptId });
    last = answer.type;
  }
}

type Outcome =
  | { type: "accepted"; message: { messageId: string; seq: number } }
  | { type: "attempted" }
  | { type: "refused" };

async function postOnce(options: PosterOptions, spaceId: string, attemptId: string): Promise<Outcome> {
  const deadline = performance.now() + giveUpAfterMs;
  let unanswered = false;
  while (performance.now() < deadline) {
    const base = options.cluster.any();
    const response = base && (await send(base, options.token, spaceId, attemptId));
    if (response && response.status < 300) {
      const { id, seq } = Posted.parse(response.body);
      return { type: "accepted", message: { messageId: id, seq } };
    }
    // A refusal says nothing about an earlier try that nobody answered.
    if (response && response.status < 500 && response.status !== 429) {
      return { type: unanswered ? "attempted" : "refused" };
    }
    unanswered = true;
    await delay(20 + Math.random() * 100);
  }
  return { type: "attempted" };
}

async function send(base: string, token: string, spaceId: string, attemptId: string) {
  try {
    const response = await fetch(`${base}/api/spaces/${spaceId}/chat`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": attemptId,
      },
      body: JSON.stringify({ text: attemptId }),
      signal: AbortSignal.timeout(12_000),
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  } catch {
    return undefined;
  }
}
