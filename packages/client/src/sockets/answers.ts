import type { Environment } from "../environment/environment.js";
import type { Shared } from "../environment/shared.js";
import type { Json } from "../stream/wire.js";
import type { LinkEnd } from "../stream/link.js";

/** Requests of a socket that wait for their answers. */
export interface Answers {
  /** Calls `hear` with the answer, once. */
  ask(request: object, hear: (answer: Json) => void): void;
  /** The answer as HTTP would give it. Rejects where none comes. */
  to(request: object): Promise<Response>;
  /** Whether the message is an answer. */
  take(message: Json): boolean;
  /** No more answers come. */
  close(): void;
}

/** A server answers within 10 s. */
const answeredWithinMs = 12_000;

export function createAnswers(
  env: Pick<Environment, "after">,
  shared: Shared,
  send: (text: string) => void,
): Answers {
  const waiting = new Map<unknown, (answer: Json) => void>();
  const closers = new Set<() => void>();
  let ids = 0;
  const answers: Answers = {
    ask: (request, hear) => {
      const id = ++ids;
      waiting.set(id, hear);
      send(JSON.stringify({ ...request, id }));
    },
    to: (request) =>
      new Promise((resolve, reject) => {
        const fail = (): void => {
          cancel();
          closers.delete(fail);
          reject(new Error("the socket has not answered"));
        };
        const cancel = env.after(answeredWithinMs, fail);
        closers.add(fail);
        answers.ask(request, (answer) => {
          cancel();
          closers.delete(fail);
          resolve(responseOf(shared, answer));
        });
      }),
    take: (message) => {
      if (message["type"] !== "answer") return false;
      const { id } = message;
      waiting.get(id)?.(message);
      waiting.delete(id);
      return true;
    },
    close: () => closers.forEach((fail) => fail()),
  };
  return answers;
}

/** As `POST /api/realtime/publish` answers: a list of events, or a problem. */
function responseOf(shared: Shared, answer: Json): Response {
  if (answer["ok"] === true) return Response.json({ events: [answer["data"]] }, { status: 201 });
  const { status, problem, retryAfterMs = 0 } = refusalIn(shared, answer);
  return Response.json(problem, { status, headers: { "Retry-After": String(retryAfterMs / 1000) } });
}

/** Why a request was refused. */
export function refusalIn(
  { isRecord, problemOf }: Shared,
  { problem }: Json,
): Omit<Extract<LinkEnd, { type: "refused" }>, "type"> {
  const document = problemOf(problem);
  const seconds = isRecord(problem) ? problem["retryAfter"] : undefined;
  return {
    status: document?.status ?? 500,
    problem: document,
    retryAfterMs: typeof seconds === "number" ? seconds * 1000 : undefined,
  };
}
