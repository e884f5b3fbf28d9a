import type { IncomingMessage } from "node:http";
import type { Response } from "express";
import { type Caller, keyOf } from "../auth/caller.js";
import { unauthenticated } from "../auth/refusal.js";
import { Problem } from "../problems.js";
import type { RateHeaders } from "../rates/rateLimit.js";
import type { AccountLimit, Limits } from "./limits/limits.js";

/** Who else than users may call a route. */
export interface OpenTo {
  /** Default true. */
  readonly users?: boolean;
  /** A caller that knows the secret that jobs are run with. */
  readonly scheduler?: boolean;
  readonly services?: boolean;
  /** Callers without an account. */
  readonly anonymous?: boolean;
}

/** A call as a router sees it, or before one does: then it has no response that could say more than what comes of it. */
export type Call = IncomingMessage & { readonly path?: string; readonly res?: Response | undefined };

export interface Admitted {
  /** Whom the call counts for: a uid, or what no uid can be. */
  key: string;
}

/**
 * Who calls, within the limits of an account; without one, within those of an address, as are failed attempts to say who one
 * is. Whatever the answer will be, its headers say how the limit stands. An account beyond it hears so after a moment. @throws Problem 401, 403, 429
 */
export async function admit<Who extends { caller: Caller }>(
  req: Call,
  limits: Limits,
  limit: AccountLimit,
  identify: () => Promise<Who>,
  openTo: OpenTo = {},
): Promise<Who & Admitted> {
  const who = await identifyFor(openTo, identify).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "unauthenticated")
      tell(req, limits.address(req, "failures"));
    throw error;
  });
  const key = keyOf(who.caller);
  if (key === undefined) {
    tell(req, limits.address(req, "calls"));
    return { ...who, key: `address ${limits.sourceOf(req)}` };
  }
  try {
    tell(req, limits.account(key, limit, endpointOf(req)));
    return { ...who, key };
  } catch (refusal) {
    await limits.hold(key);
    throw refusal;
  }
}

const endpointOf = ({ method, url = "", path = url.split("?", 1)[0] }: Call): string =>
  `${method} ${path}`.slice(0, 400);

const tell = ({ res }: Call, rate: RateHeaders): void => void res?.set(rate);

async function identifyFor<Who extends { caller: Caller }>(
  { users = true, services = false, scheduler = false, anonymous = false }: OpenTo,
  identify: () => Promise<Who>,
): Promise<Who> {
  const who = await identify();
  if (who.caller.type === "anonymous" && !anonymous) throw unauthenticated();
  const isOpenTo = { user: users, service: services, scheduler, anonymous };
  if (!isOpenTo[who.caller.type]) throw new Problem("forbidden");
  return who;
}
