import { expect } from "chai";
import type { ApiAnswer } from "../support/api.js";

/** An RFC 9457 answer as every route has to give it; its members beside `type`, `title` and `status`. */
export function expectProblem(answer: ApiAnswer, status: number, code: string): Record<string, unknown> {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers["content-type"]).to.equal("application/problem+json; charset=utf-8");
  expect(answer.headers["cache-control"]).to.equal("no-store");
  const { type, title, status: told, ...rest } = answer.json() as Record<string, unknown>;
  expect({ type, status: told }).to.deep.equal({ type: `urn:firecast:problem:${code}`, status });
  expect(title)
    .to.be.a("string")
    .that.matches(/^[A-Z][^\n]{3,80}$/);
  expect(Object.keys(rest)).to.satisfy((keys: string[]) =>
    keys.every((key) => ["detail", "errors"].includes(key)),
  );
  expect(answer.text).not.to.match(/\bat .*:\d+:\d+|node_modules|\.js\b|Error\b|firestore|grpc/i);
  return rest;
}
