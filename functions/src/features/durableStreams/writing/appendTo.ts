import { maxAppendBytes, tooLarge } from "../../../platform/http/intake.js";
import { Problem } from "../../../platform/problems.js";
import { type AppendRequest, decideAppend, type Verdict } from "../rules/append.js";
import { isJson } from "../rules/contentType.js";
import { keyOf } from "../rules/names.js";
import type { DurableStreamsDeps } from "../deps.js";
import type { Head } from "../schema.js";
import type { Appended } from "./streamWriter.js";
import type { StreamWriters } from "./streamWriters.js";
import { dropUpload, upload } from "./uploads.js";

export interface AppendDeps extends DurableStreamsDeps {
  readonly writers: StreamWriters;
}

/**
 * Resolves when it is committed, or was before. What documents have no room for is an object first, which no reader sees before the
 * commit that names it. @throws Problem, as the protocol says, or 503 where the outcome is not known.
 */
export async function appendTo(deps: AppendDeps, name: string, request: AppendRequest): Promise<Appended> {
  if (request.body.length <= maxAppendBytes) return deps.writers.append(name, request);
  const { objects } = deps;
  if (!objects) throw tooLarge(maxAppendBytes);
  const head = (await deps.store.head(keyOf(name)))?.value;
  const verdict = foretold(head, request, deps.clock.now());
  if (verdict.type === "repeated") return verdict;
  const pieces = verdict.pieces.filter(Buffer.isBuffer);
  const { id: streamId, contentType } = verdict.head;
  const stored = await upload({ ...deps, objects }, { streamId, pieces, isJson: isJson(contentType) });
  try {
    const appended = await deps.writers.append(name, { ...request, stored });
    if (appended.type === "repeated") await dropUpload(deps, stored);
    return appended;
  } catch (error) {
    const isRefused = error instanceof Problem && error.code !== "unavailable";
    if (isRefused) await dropUpload(deps, stored);
    throw error; // of one whose outcome is not known, the sweep finds out
  }
}

/**
 * What is going to become of an append, before anything is uploaded for it. Not whether its turn has come: what it follows may still be
 * on its way. @throws Problem
 */
function foretold(
  head: Head | undefined,
  request: AppendRequest,
  now: number,
): Exclude<Verdict, { type: "refused" }> {
  const verdict = decideAppend(head, request, now);
  if (verdict.type !== "refused") return verdict;
  const anyTurn = { ...request, seq: undefined, producer: undefined, at: undefined };
  const atItsTurn = decideAppend(head, anyTurn, now);
  if (atItsTurn.type !== "appended") throw verdict.problem;
  return atItsTurn;
}
