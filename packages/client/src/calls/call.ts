import { RequestProblem } from "./problem.js";

/** `Realtime["request"]`: a request as the user, that rejects only as `fetch` does. */
export type Requester = (path: string, init?: RequestInit) => Promise<Response>;

export interface WriteOptions {
  /** Repeats with the same key have one effect and get the same answer, for 24 h. Default: a new key for each call. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export interface CallEnvironment {
  readonly request: Requester;
  readonly newKey: () => string;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What stands behind `?`; undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Calls of the API. @throws RequestProblem where the server says no, and what `fetch` throws where it says nothing */
export interface Caller {
  readonly read: <Answer>(path: string, query?: Query, options?: { signal?: AbortSignal }) => Promise<Answer>;
  readonly write: <Answer>(
    method: Exclude<Method, "GET">,
    path: string,
    body?: unknown,
    options?: WriteOptions,
  ) => Promise<Answer>;
}

export function createCaller({ request, newKey }: CallEnvironment): Caller {
  return {
    read: async (path, query = {}, { signal } = {}) =>
      answerOf(await request(path + search(query), { method: "GET", ...(signal && { signal }) })),
    write: async (method, path, body, { idempotencyKey = newKey(), signal } = {}) =>
      answerOf(
        await request(path, {
          method,
          headers: {
            "Idempotency-Key": idempotencyKey,
            ...(body !== undefined && { "Content-Type": "application/json" }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(signal && { signal }),
        }),
      ),
  };
}

/** The parsed body, undefined for 204. @throws RequestProblem for any status that is no success */
export async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw await RequestProblem.of(response);
  const text = await response.text();
  return asAnswer(text === "" ? undefined : JSON.parse(text));
}

/** The contract's tests hold the server to these types; a browser's bundle has no schemas to look again. */
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions
export const asAnswer = <Answer>(body: unknown): Answer => body as Answer;

function search(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? "" : `?${given.toString()}`;
}

/** A path with its ids in it: they cannot lead elsewhere. */
export const pathOf = (parts: TemplateStringsArray, ...ids: string[]): string =>
  parts.reduce((path, part, at) => path + encodeURIComponent(ids[at - 1] ?? "") + part);
