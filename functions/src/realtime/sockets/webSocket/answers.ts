import type { SocketAnswer, SocketRequest } from "@firecast/contract/sockets";
import { toProblem } from "../../../platform/http/problems.js";
import type { Problem } from "../../../platform/problems.js";
import type { Encoded } from "../../hub/batch.js";
import { textFrames } from "../../transports/webSocket/frames.js";

type Id = SocketRequest["id"];

export const done = (id: Id, data: unknown, cursor?: string): Encoded =>
  encoded({ type: "answer", id, ok: true, data, cursor });

export function failed(id: Id, error: unknown): Encoded {
  const problem = toProblem(error);
  const retryAfter = Number(problem.headers["Retry-After"]);
  const document = { ...problem.document(), ...(retryAfter > 0 && { retryAfter }) };
  return encoded({ type: "answer", id, ok: false, problem: withList(document) });
}

const withList = ({ errors, ...document }: ReturnType<Problem["document"]>) => ({
  ...document,
  ...(errors && { errors: [...errors] }),
});

const encoded = (answer: SocketAnswer): Encoded => ({ bytes: textFrames([JSON.stringify(answer)]) });
