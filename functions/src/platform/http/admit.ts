import type { IncomingMessage } from "node:http";
import type { Caller } from "../auth/caller.js";
import { unauthenticated } from "../auth/refusal.js";
import { Problem } from "../problems.js";
import type { RateHeaders } from "../rates/rateLimit.js";
import type { AccountLimit, Limits } from "./limits.js";

/** Who else than users may call a route. */
export interface OpenTo {
  readonly services?: boolean;
  /** Callers without an account. */
  readonly anonymous?: boolean;
}

export interface Admitted {
  /** Whom the call counts for: a uid, or what no uid can be. */
  key: string;
  /** How the limit stands that the call counts for. */
  rate: RateHeaders;
}

/**
 * Who calls, within the limits of an account; without one, within those of an address, as are failed attempts to say who one
 * is. An account beyond its limit hears so after a moment. @throws Problem 401, 403, 429
 */
export async function admit<Who extends { caller: Caller }>(
  req: IncomingMessage,
  limits: Limits,
  limit: AccountLimit,
  identify: () => Promise<Who>,
  openTo: OpenTo = {},
): Promise<Who & Admitted> {
  const who = await identifyFor(openTo, identify).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "unauthenticated") limits.address(req, "failures");
    throw error;
  });
  const key = keyOf(who.caller);
  if (key === undefined)
    return { ...who, key: `address ${limits.sourceOf(req)}`, rate: limits.address(req, "calls") };
  try {
    return { ...who, key, rate: limits.account(key, limit) };
  } catch (refusal) {
    await limits.hold(key);
    throw refusal;
  }
}

async function identifyFor<Who extends { caller: Caller }>(
  { services = false, anonymous = false }: OpenTo,
  identify: () => Promise<Who>,
): Promise<Who> {
  const who = await identify();
  if (who.caller.type === "anonymous" && !anonymous) throw unauthenticated();
  if (who.caller.type === "service" && !services) throw new Problem("forbidden");
  return who;
}

function keyOf(caller: Caller): string | undefined {
  switch (caller.type) {
    case "user":
      return caller.user.uid;
    case "service":
      return `service ${caller.email}`;
    case "anonymous":
      return undefined;
  }
}
