import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { DeadLetterPage, ListDeadLetters, Replayed } from "@firecast/contract/operations";
import { AlreadyCreated } from "../firestore/alreadyCreated.js";
import type { IdempotentRequest } from "../firestore/idempotency.js";
import { ok } from "../http/answers.js";
import { endpoint, type Route } from "../http/endpoint.js";
import type { Log } from "../log.js";
import { notFound, Problem } from "../problems.js";
import type { DeadLetters } from "./deadLetters.js";
import { replay, type ReplayDeps } from "./replay.js";

interface Deps extends ReplayDeps {
  readonly deadLetters: Pick<DeadLetters, "list" | "discard" | "page">;
  /** What cannot be read is told there. */
  readonly log: Log;
}

export const lettersRoutes = (deps: Deps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/dead-letters",
      summary: "What was given up, the newest first, for operators",
      query: ListDeadLetters,
      operator: true,
      answer: ok(DeadLetterPage),
    },
    ({ query }) => deps.deadLetters.page(query, deps.log),
  ),

  endpoint(
    {
      method: "POST",
      path: "/dead-letters/:letterId/replay",
      summary: "Send a dead letter again, for operators: it goes from the list once it is under way",
      params: z.object({ letterId: Segment }),
      operator: true,
      answer: ok(Replayed),
    },
    ({ params, request }) => replayOne(deps, params.letterId, request),
  ),
];

async function replayOne(
  deps: Deps,
  id: string,
  request: IdempotentRequest<Replayed> | undefined,
): Promise<Replayed> {
  if (request && (await request.recall())) throw new AlreadyCreated(request.document);
  const deadLetters: ReplayDeps["deadLetters"] = {
    ...deps.deadLetters,
    discard: (letter) =>
      deps.deadLetters.discard(letter, (batch) => request?.record(batch, { id, queue: letter.queue })),
  };
  for await (const outcome of replay({ ...deps, deadLetters }, [id])) {
    if (outcome.type === "sent") return { id, queue: outcome.queue };
    if (outcome.type === "failed")
      throw new Problem("conflict", { detail: `It stays, because ${outcome.reason}` });
  }
  throw notFound();
}
