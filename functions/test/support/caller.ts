import { type ApiAnswer, send } from "./api.js";
import type { TestUser } from "./users.js";

/** Status and body: what a test compares as one value. */
export interface Answered {
  readonly status: number;
  /** JSON as a value; undefined for an empty body. */
  readonly body: unknown;
}

interface Options {
  /** `Idempotency-Key`. */
  key?: string;
}

/** One user's requests to one server. */
export interface Caller {
  get(path: string): Promise<Answered>;
  post(path: string, body?: unknown, options?: Options): Promise<Answered>;
  put(path: string, body?: unknown, options?: Options): Promise<Answered>;
  patch(path: string, body?: unknown, options?: Options): Promise<Answered>;
  delete(path: string, options?: Options & { body?: unknown }): Promise<Answered>;
}

export function callerOf(baseUrl: string, user?: TestUser): Caller {
  const call = async (method: string, path: string, body?: unknown, { key }: Options = {}) =>
    answered(
      await send(baseUrl, method, path, {
        ...(user && { token: user.idToken }),
        ...(body !== undefined && { body }),
        ...(key !== undefined && { headers: { "Idempotency-Key": key } }),
      }),
    );
  return {
    get: (path) => call("GET", path),
    post: (path, body, options) => call("POST", path, body, options),
    put: (path, body, options) => call("PUT", path, body, options),
    patch: (path, body, options) => call("PATCH", path, body, options),
    delete: (path, { body, ...options } = {}) => call("DELETE", path, body, options),
  };
}

const answered = ({ status, text, json }: ApiAnswer): Answered => ({
  status,
  body: text === "" ? undefined : json(),
});

/** What whoever may not know of a thing hears, and whoever asks for what is not there. */
export const hidden: Answered = {
  status: 404,
  body: { type: "urn:firecast:problem:not-found", title: "Not found", status: 404 },
};

/** The same of a channel, which is named. */
export const hiddenChannel = (name: string, pointer: "/channel" | "/channels"): Answered => ({
  status: 404,
  body: {
    type: "urn:firecast:problem:not-found",
    title: "Not found",
    status: 404,
    detail: `There is no channel ${name}.`,
    errors: [{ in: "query", pointer, detail: `there is no channel ${name}` }],
  },
});
