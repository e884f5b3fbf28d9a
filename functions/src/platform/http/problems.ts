import type { ServerResponse } from "node:http";
import type { Request, Response } from "express";
import { isTransient } from "../firestore/grpc.js";
import type { Log } from "../log.js";
import { Problem, unavailable } from "../problems.js";
import { tooLarge } from "./intake.js";

/** The one place where an error becomes an answer. What was not thrown on purpose shows nothing of itself. */
export function renderProblem(error: unknown, req: Request, res: Response, log: Log): void {
  const problem = toProblem(error);
  if (problem.status >= 500) log.error("request.failed", error, { method: req.method, code: problem.code });
  if (res.headersSent) {
    res.destroy();
    return;
  }
  sendProblem(problem, res);
}

export function sendProblem(problem: Problem, res: ServerResponse): void {
  const body = Buffer.from(JSON.stringify(problem.document()));
  res.statusCode = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Content-Type", "application/problem+json; charset=utf-8");
  res.setHeader("Content-Length", body.length);
  res.end(body);
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isTransient(error)) return unavailable(error);
  switch (statusOf(error)) {
    case 400:
      return new Problem("invalid_request", { detail: "The request is not well-formed.", cause: error });
    case 413:
      return tooLarge();
    default:
      return new Problem("internal", { cause: error });
  }
}

/** Express marks what the client did wrong, such as a path that does not decode. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" ? status : undefined;
}
