import { seconds } from "../../platform/clock.js";
import { isConflict } from "../../platform/firestore/grpc.js";
import { textType } from "./ask.js";
import type { WritingDeps } from "./deps.js";
import type { Answer, AnswerDue } from "./schema.js";
import { tellOfEnd, tellProgress } from "./tell.js";

/** Between two words of how far an answer has come. */
const tellEvery = seconds(1);
/** Appends that are not committed yet, at most: a model that is faster than that is waited for. */
const mostUnderWay = 500;

/**
 * Writes an answer to its end and tells of it. Safe to repeat, and to run twice at once: each token says where it goes, so of two runs one
 * fails, and the next try goes on after the text that is there.
 */
export async function writeAnswer(deps: WritingDeps, { uid, id }: AnswerDue): Promise<void> {
  const { store, streams, clock } = deps;
  const seen = await store.answer(uid, id);
  if (!seen || seen.value.status === "complete") return;
  const begun = clock.now();
  const { bytes, closed } = await streams.read({ name: seen.value.stream, owner: uid });
  const text = closed ? bytes.toString() : await writeRest(deps, uid, seen.value, bytes.toString());
  try {
    await tellOfEnd(deps, { uid, seen, text, duration: clock.now() - begun });
  } catch (error) {
    if (!isConflict(error)) throw error; // another run has told of it
  }
}

/** Appends what is missing, and closes the stream. Returns the whole text. @throws Problem 409 where another run writes, too. */
async function writeRest(
  deps: WritingDeps,
  uid: string,
  { id, prompt, stream: name }: Answer,
  soFar: string,
): Promise<string> {
  const { model, streams, clock } = deps;
  const stream = { name, owner: uid };
  let [text, at, tokens] = [soFar, Buffer.byteLength(soFar), 0];
  let toldAt = clock.now();
  const underWay = new Set<Promise<unknown>>();
  const failures: Error[] = [];
  const append = (token: string, closes = false): void => {
    const appended = streams
      .append(stream, textType, token, { at, closes })
      .catch((error: unknown) => failures.push(error instanceof Error ? error : new Error(String(error))))
      .finally(() => underWay.delete(appended));
    underWay.add(appended);
    text += token;
    at += Buffer.byteLength(token);
  };
  await tellProgress(deps, uid, { id, stage: "analyzing", done: 0 });
  for await (const token of model.answer(prompt, soFar)) {
    append(token);
    tokens++;
    if (clock.now() - toldAt >= tellEvery) {
      toldAt = clock.now();
      void tellProgress(deps, uid, { id, stage: "generating", done: Math.min(1, tokens / model.longest) });
    }
    while (underWay.size > mostUnderWay) await Promise.race(underWay);
    if (failures[0]) throw failures[0];
  }
  append("", true);
  await Promise.all(underWay);
  if (failures[0]) throw failures[0];
  return text;
}
