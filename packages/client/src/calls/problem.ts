import { type ProblemDocument, RealtimeError } from "../types/errors.js";

/** A request that the server has refused, with its problem document (RFC 9457). */
export class RequestProblem extends RealtimeError {
  override readonly name = "RequestProblem";

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The stable end of the problem's `type`, such as `not-found`; `unknown` where something between has answered. */
    readonly slug: string,
    /** From `Retry-After`, ms. */
    readonly retryAfterMs: number | undefined,
    problem: ProblemDocument | undefined,
  ) {
    super("request", problem?.detail ?? problem?.title ?? `The server answered ${status}.`, { problem });
  }

  static async of(response: Response): Promise<RequestProblem> {
    const { status, headers } = response;
    const problem = isProblem(headers) ? problemIn(await response.text().catch(() => "")) : undefined;
    const slug = problem?.type.replace(/^urn:firecast:problem:/, "") ?? "unknown";
    return new RequestProblem(status, slug, retryAfter(headers.get("Retry-After")), problem);
  }
}

const isProblem = (headers: Headers): boolean =>
  headers.get("Content-Type")?.startsWith("application/problem+json") ?? false;

function problemIn(text: string): ProblemDocument | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isProblemDocument(body) ? body : undefined;
  } catch {
    return undefined; // a proxy's page
  }
}

const isProblemDocument = (body: unknown): body is ProblemDocument =>
  typeof body === "object" &&
  body !== null &&
  "type" in body &&
  typeof body.type === "string" &&
  "title" in body &&
  typeof body.title === "string";

/** Seconds: our server sends no dates. */
function retryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
