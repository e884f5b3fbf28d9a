import type { IncomingMessage } from "node:http";
import type { User } from "../auth/user.js";
import { Problem } from "../problems.js";
import type { RateHeaders } from "../rates/rateLimit.js";
import type { AccountLimit, Limits } from "./limits.js";

export interface Admitted {
  user: User;
  /** How the limit stands that the call counts for. */
  rate: RateHeaders;
}

/**
 * Who calls, within the limits of an account; who fails to say so, within those of an address. An account beyond its limit
 * hears so after a moment. @throws Problem 401, 429
 */
export async function admit<Who extends { user: User }>(
  req: IncomingMessage,
  limits: Limits,
  limit: AccountLimit,
  identify: () => Promise<Who>,
): Promise<Who & Admitted> {
  const who = await identify().catch((error: unknown) => {
    if (error instanceof Problem && error.code === "unauthenticated") limits.address(req, "failures");
    throw error;
  });
  try {
    return { ...who, rate: limits.account(who.user.uid, limit) };
  } catch (refusal) {
    await limits.hold(who.user.uid);
    throw refusal;
  }
}
