import type { Request, Response } from "express";
import {
  type CallableOptions,
  type FunctionsErrorCode,
  HttpsError,
  onCall,
  type Request as RawRequest,
} from "firebase-functions/https";
import { z } from "zod";
import { Problem, type ProblemDocument } from "../problems.js";
import { readJson } from "./body.js";
import { meantBy } from "./callableData.js";
import { hasTakenInBody } from "./intake.js";
import { toProblem } from "./problems.js";

/** What a callable function is called with. */
export interface Called {
  readonly req: Request;
  readonly res: Response;
  readonly data: unknown;
  /** Whether the caller asks for chunks. */
  readonly inChunks: boolean;
}

/**
 * A callable function (https://firebase.google.com/docs/functions/callable-reference) that checks identities and takes bodies as
 * all our routes do. What is thrown reaches the caller as an `HttpsError` with the problem document in `details`.
 *
 * firebase-functions is shown neither: it would verify the token once more, without knowing of accounts that were disabled, and
 * fail on data that has a field `@type`.
 */
export function callable<Result>(options: CallableOptions, act: (called: Called) => Promise<Result>) {
  const proofs = new WeakMap<RawRequest, string>();
  const handler = onCall(options, async ({ rawRequest: req, acceptsStreaming: inChunks }) => {
    const { res } = req;
    if (!res) throw new Error("Express gives each request its response.");
    const proof = proofs.get(req);
    if (proof !== undefined) req.headers.authorization = proof;
    try {
      if (!(await hasTakenInBody(req, res))) throw new Problem("request_timeout");
      return await act({ req, res, data: dataOf(req), inChunks });
    } catch (error) {
      throw httpsError(error);
    }
  });
  const served = (req: RawRequest, res: Response): void | Promise<void> => {
    const { authorization } = req.headers;
    if (authorization !== undefined) proofs.set(req, authorization);
    delete req.headers.authorization;
    req.body = { data: null };
    return handler(req, res);
  };
  // What the Firebase CLI knows the function by.
  return Object.assign(served, handler);
}

/** @throws Problem 400, 413, 415 */
function dataOf(req: Request): unknown {
  const { success, data } = Body.safeParse(readJson(req).value);
  if (success) return meantBy(data.data);
  throw new Problem("invalid_request", { detail: 'The body must be {"data": ...}.' });
}

const Body = z.strictObject({ data: z.unknown() });

export function httpsError(error: unknown): HttpsError {
  if (error instanceof HttpsError) return error;
  const problem = toProblem(error);
  const document = problem.document();
  const retryAfter = Number(problem.headers["Retry-After"]);
  return errorOf({ ...document, ...(retryAfter > 0 && { retryAfter }) });
}

/** `details` is the whole document. */
export const errorOf = (document: ProblemDocument & { retryAfter?: number }): HttpsError =>
  new HttpsError(codeOf(document.status), document.detail ?? document.title, document);

/** The nearest word of gRPC's, which the SDKs know (https://cloud.google.com/apis/design/errors#handling_errors). */
function codeOf(status: number): FunctionsErrorCode {
  switch (status) {
    case 401:
      return "unauthenticated";
    case 403:
      return "permission-denied";
    case 404:
      return "not-found";
    case 408:
      return "deadline-exceeded";
    case 409:
      return "aborted";
    case 429:
      return "resource-exhausted";
    case 503:
      return "unavailable";
    default:
      return status < 500 ? "invalid-argument" : "internal";
  }
}
