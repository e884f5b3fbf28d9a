import type { IncomingMessage, ServerResponse } from "node:http";
import type { Request, Response } from "express";
import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { IdempotencyKey } from "@firecast/contract/core/ids";
import type { AppCheck } from "../appCheck/appCheck.js";
import { asUser, type Caller, type Callers } from "../auth/caller.js";
import type { Identity } from "../auth/identify.js";
import type { User } from "../auth/user.js";
import { type Clock, seconds } from "../clock.js";
import { within } from "../firestore/grpc.js";
import {
  type Answer,
  answerOnce,
  type IdempotentRequest,
  idempotentRequest,
} from "../firestore/idempotency.js";
import { type InvalidPart, Problem } from "../problems.js";
import { admit, type Admitted, type OpenTo } from "./admit.js";
import type { Answers } from "./answers.js";
import { readJson } from "./body.js";
import { invalidInput } from "./invalidParts.js";
import type { AccountLimit, Limits } from "./limits/limits.js";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What the router and the API document need to know of a route. */
export interface Route {
  readonly method: Method;
  /** Express path under `/api`, for example `/spaces/:spaceId/chat`. */
  readonly path: string;
  readonly summary: string;
  /** `optional`: also without an account. */
  readonly access: "anyone" | "optional" | "user" | "operator";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Answers by status; null where there is no body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** Media type of the answers, default `application/json`. */
  readonly produces?: string;
  /** What a call counts for; undefined where it needs no account. */
  readonly limit?: AccountLimit;
  /** A token of App Check is good for one call of it, where the deployment wants that. */
  readonly limitedUse?: boolean;
  /** Whether a request needs no token of App Check: it brings what an app was given, such as a ticket, or comes from no app. */
  needsNoApp?(req: Request): boolean;
  /** Pages of any origin may call it, without cookies. */
  readonly anyOrigin?: boolean;
  handle(req: Request, res: Response, kit: Kit): Promise<void>;
  /** Answers a call beyond the limit its own way. False: that shall be the usual 429. */
  refuse?(problem: Problem, req: IncomingMessage, res: ServerResponse): boolean;
}

/** What the helper itself needs; handlers get their own dependencies from the factory that declares them. */
export interface Kit {
  readonly identity: Identity;
  readonly callers: Callers;
  readonly firestore: Firestore;
  readonly clock: Clock;
  readonly limits: Limits;
  /** Undefined where it is off. */
  readonly appCheck?: AppCheck | undefined;
}

interface Parsed<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  req: Request;
}

interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Result> {
  method: Method;
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  answer: Answers<Result>;
  limitedUse?: boolean;
  needsNoApp?(req: Request): boolean;
}

type Infer<S extends z.ZodType> = z.infer<S>;

/** Longest a handler may take before the caller hears `unavailable`; it may still take effect. */
const answerWithin = seconds(10);

/**
 * A route for signed-in users: parses, authenticates, acts, answers. `act` returns a result, whose status `answer` says; it
 * throws problems and never sees the response. With an `Idempotency-Key` it gets a `request`, which records the result in
 * the commit that has the effect.
 */
export function endpoint<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Result>(
  spec: Spec<P, Q, B, Result> & { operator?: boolean; limit?: AccountLimit },
  act: (
    input: Parsed<Infer<P>, Infer<Q>, Infer<B>> & {
      user: User;
      request: IdempotentRequest<Result> | undefined;
    },
  ) => Promise<NoInfer<Result>>,
): Route {
  const { operator = false, limit = limitOf(spec.method), answer, ...route } = spec;
  return {
    ...route,
    answers: answer.byStatus,
    limit,
    access: operator ? "operator" : "user",
    handle: async (req, res, kit) => {
      const { user, ...admitted } = await admit(req, kit.limits, limit, async () => {
        const user = await kit.identity.identify(req);
        return { user, caller: asUser(user) };
      });
      if (operator && !user.operator) throw new Problem("forbidden");
      await serve({ spec, limit, req, res, kit, ...admitted }, (call) => act({ ...call, user }));
    },
  };
}

/** The same for a route that is open to others than users, too: `act` is told who calls. */
export function openEndpoint<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Result>(
  spec: Spec<P, Q, B, Result> & { openTo: OpenTo; limit?: AccountLimit },
  act: (
    input: Parsed<Infer<P>, Infer<Q>, Infer<B>> & {
      caller: Caller;
      request: IdempotentRequest<Result> | undefined;
    },
  ) => Promise<NoInfer<Result>>,
): Route {
  const { openTo, limit = limitOf(spec.method), answer, ...route } = spec;
  return {
    ...route,
    answers: answer.byStatus,
    limit,
    access: openTo.anonymous ? "optional" : "user",
    handle: async (req, res, kit) => {
      const identify = async () => ({ caller: await kit.callers.identify(req) });
      const { caller, ...admitted } = await admit(req, kit.limits, limit, identify, openTo);
      await serve({ spec, limit, req, res, kit, ...admitted }, (call) => act({ ...call, caller }));
    },
  };
}

const limitOf = (method: Method): AccountLimit => (method === "GET" ? "reads" : "writes");

interface Serving<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  Result,
> extends Admitted {
  spec: Spec<P, Q, B, Result>;
  limit: AccountLimit;
  req: Request;
  res: Response;
  kit: Kit;
}

type Asked<P, Q, B, Result> = Parsed<P, Q, B> & { request: IdempotentRequest<Result> | undefined };

/** Does and answers a call that was admitted; `key` is whom it counts for. */
async function serve<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Result>(
  { spec, limit, req, res, kit, key: uid }: Serving<P, Q, B, Result>,
  act: (call: Asked<Infer<P>, Infer<Q>, Infer<B>, Result>) => Promise<Result>,
): Promise<void> {
  const { answer, method, path } = spec;
  const work = async (): Promise<void> => {
    const { bytes: body, ...input } = parse(spec, req);
    const key = keyOf(method, req);
    const keyed = key === undefined ? undefined : { uid, target: targetOf(req), key, body };
    const request = keyed && idempotentRequest(kit.firestore, kit.clock, keyed, answer.of);
    const answered = answerOnce(request, async () => answer.of(await act({ ...input, request })));
    const bytes = send(res, await within(answerWithin, `${method} ${path}`, answered));
    if (method === "GET") kit.limits.sent(uid, bytes);
  };
  await kit.limits.inTurn({ uid, limit, res }, work);
}

/** A route that needs no identity: its calls count for their address. */
export function publicEndpoint<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Result>(
  spec: Spec<P, Q, B, Result>,
  act: (input: Parsed<Infer<P>, Infer<Q>, Infer<B>>) => Promise<NoInfer<Result>>,
): Route {
  const { answer, ...route } = spec;
  return {
    ...route,
    answers: answer.byStatus,
    access: "anyone",
    handle: async (req, res, { limits }) => {
      res.set(limits.address(req, "calls"));
      const { bytes: _, ...input } = parse(spec, req);
      const result = await within(answerWithin, `${spec.method} ${spec.path}`, act(input));
      send(res, answer.of(result));
    },
  };
}

/** The bytes of the body. */
function send(res: Response, { status, body, headers = {} }: Answer): number {
  res.status(status).set("Cache-Control", "no-store").set(headers);
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  if (bytes) res.type("json");
  res.end(bytes);
  return bytes?.length ?? 0;
}

function parse<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  spec: Pick<Spec<P, Q, B, never>, "method" | "params" | "query" | "body">,
  req: Request,
) {
  const { value, bytes } =
    spec.method === "GET" ? { value: undefined, bytes: Buffer.alloc(0) } : readJson(req);
  return {
    params: check(spec.params, req.params, "path"),
    query: check(spec.query, req.query, "query"),
    body: check(spec.body, value, "body"),
    bytes,
    req,
  };
}

/** A part without a schema is not looked at, and its value is not offered: `undefined` under the name of its type. */
export function check<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  place: InvalidPart["in"],
): z.infer<S>;
export function check(schema: z.ZodType | undefined, value: unknown, place: InvalidPart["in"]): unknown {
  const parsed = (schema ?? ignored).safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error.issues, value, place);
}

const ignored = z.unknown().transform(() => undefined);

function keyOf(method: Method, { headers }: Request): string | undefined {
  const key = headers["idempotency-key"];
  return method === "GET" || key === undefined ? undefined : check(IdempotencyKey, key, "header");
}

/** The route is the same with and without its prefix, and so is the request that is repeated there. */
const targetOf = ({ method, path }: Request): string => `${method} ${path.replace(/^\/api(?=\/)/, "")}`;
