import { aiChannel } from "@firecast/contract/ai";
import { channelOf } from "@firecast/contract/core/channel";
import { toTimestamp } from "../../platform/clock.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { WritingDeps } from "./deps.js";
import type { Answer } from "./schema.js";

/** What a word takes, about: says when the rest will be there. */
const perAnswerMs = 4000;

interface Progress {
  readonly id: string;
  readonly stage: "analyzing" | "generating" | "complete";
  /** 0 to 1. */
  readonly done: number;
}

/** How far an answer has come, on its user's channel `ai`. Never rejects: what is lost is followed by more. */
export async function tellProgress(deps: WritingDeps, uid: string, progress: Progress): Promise<void> {
  const { publisher, log } = deps;
  const data = progressOf(deps, progress);
  const channel = channelOf(aiChannel, { uid });
  await publisher
    .append({ channel, events: [{ type: "ai:generation_progress", data }] })
    .catch((error: unknown) => {
      log.warn("answer.progress.not_told", { id: progress.id, reason: String(error) });
    });
}

interface End {
  readonly uid: string;
  readonly seen: Versioned<Answer>;
  readonly text: string;
  /** ms */
  readonly duration: number;
}

/** That it is there, once: in the commit that says so of the answer. @throws a conflict where it was told of. */
export async function tellOfEnd(deps: WritingDeps, { uid, seen, text, duration }: End): Promise<void> {
  const { id } = seen.value;
  const tokensUsed = text.split(/\s+/).filter(Boolean).length;
  const result = { content: text, templateVars: {}, tokensUsed };
  const timestamp = toTimestamp(deps.clock.now());
  await deps.publisher.append({
    channel: channelOf(aiChannel, { uid }),
    events: [
      { type: "ai:generation_progress", data: progressOf(deps, { id, stage: "complete", done: 1 }) },
      { type: "ai:generation_complete", data: { requestId: id, result, duration, timestamp } },
    ],
    writes: (batch) => {
      deps.store.complete(batch, uid, seen);
    },
  });
}

const progressOf = ({ clock }: Pick<WritingDeps, "clock">, { id, stage, done }: Progress) => ({
  requestId: id,
  type: "answer",
  stage,
  progress: Math.round(100 * done),
  estimatedTime: Math.round(perAnswerMs * (1 - done)),
  timestamp: toTimestamp(clock.now()),
});
