/** Every way a request can fail, once: code → status and title. The code is the stable part of `type`. */
const table = {
  invalid_request: { status: 400, title: "The request is not valid" },
  malformed_json: { status: 400, title: "The body is not JSON" },
  unauthenticated: { status: 401, title: "Sign in first" },
  sign_in_not_recent: { status: 401, title: "Sign in again first" },
  unknown_app: { status: 401, title: "This app is not known" },
  forbidden: { status: 403, title: "Not allowed" },
  foreign_origin: { status: 403, title: "This origin may not do that" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  request_timeout: { status: 408, title: "The body did not arrive in time" },
  conflict: { status: 409, title: "In conflict with the present state" },
  gone: { status: 410, title: "Not there any more" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "Send application/json" },
  idempotency_key_reused: { status: 422, title: "This Idempotency-Key was used for another request" },
  upgrade_required: { status: 426, title: "Connect with a WebSocket" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something failed on our side" },
  unavailable: { status: 503, title: "A service is not available right now" },
} as const;

export type ProblemCode = keyof typeof table;
export const problemCodes = Object.keys(table);

/** One invalid part of the input; `pointer` is a JSON pointer (RFC 6901) into the part of the request named `in`. */
export interface InvalidPart {
  in: "path" | "query" | "header" | "body";
  pointer: string;
  detail: string;
}

interface ProblemOptions {
  /** What the caller can do; never internal text. */
  detail?: string;
  errors?: readonly InvalidPart[];
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/** RFC 9457 problem document. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  errors?: readonly InvalidPart[];
}

/** The one error that handlers throw on purpose. Everything else is rendered as `internal`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  private readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? table[code].title, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.status = table[code].status;
    this.headers = options.headers ?? {};
    this.options = options;
  }

  document(instance?: string): ProblemDocument {
    const { detail, errors } = this.options;
    return {
      type: problemType(this.code),
      title: table[this.code].title,
      status: this.status,
      ...(detail !== undefined && { detail }),
      ...(instance !== undefined && { instance }),
      ...(errors !== undefined && { errors }),
    };
  }
}

/** An absolute URI that needs no host of ours (RFC 9457 §3.1.1). */
export const problemType = (code: ProblemCode): string => typeOf(code);

const typeOf = (code: string): string => `urn:firecast:problem:${code.replaceAll("_", "-")}`;

export const problemTypes: readonly string[] = problemCodes.map(typeOf);

/** One of each type, by its name. */
export const everyProblem: Readonly<Record<string, ProblemDocument>> = Object.fromEntries(
  Object.entries(table).map(([code, { title, status }]) => [code, { type: typeOf(code), title, status }]),
);

/** The same body whether a thing is absent or hidden from the caller. */
export const notFound = (): Problem => new Problem("not_found");

export const unavailable = (cause?: unknown, retryAfterSeconds = 2): Problem =>
  new Problem("unavailable", {
    detail: "Nothing is known to have changed. Repeat the request with the same Idempotency-Key.",
    headers: { "Retry-After": String(retryAfterSeconds) },
    cause,
  });

export const rateLimited = (retryAfterMs: number, headers: Readonly<Record<string, string>> = {}): Problem =>
  new Problem("rate_limited", {
    headers: { ...headers, "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
  });
