import { z } from "zod";
import type { Clock } from "../clock.js";
import { seconds } from "../clock.js";
import { lazyCache } from "../concurrency/lazyCache.js";
import { within } from "../firestore/grpc.js";
import { sha256 } from "../ids.js";
import { Problem, unavailable } from "../problems.js";
import { unauthenticated } from "./refusal.js";

/** Other backends, by the ID tokens that Google issues for service accounts (OpenID Connect). */
export interface Services {
  /** Whether the token claims to be one of Google's for a service; says nothing about its worth. */
  issued(token: string): boolean;
  /**
   * The e-mail of the service account that the token was issued for.
   * @throws Problem `unauthenticated` for a token that is no good, `forbidden` for an account that is not listed.
   */
  verify(token: string): Promise<string>;
}

/** Checks signature and times; in the emulators times alone. @throws Problem `unauthenticated` or `unavailable`. */
export type ClaimsOf = (token: string, audience: string) => Promise<unknown>;

export interface ServicesDeps {
  claimsOf: ClaimsOf;
  /** What tokens have to be issued for (`aud`). */
  audience: string;
  /** E-mails of the service accounts that are let in. */
  accounts: readonly string[];
  clock: Clock;
}

const issuers: readonly unknown[] = ["https://accounts.google.com", "accounts.google.com"];
/** A token found good is trusted this long without a check of its signature. */
const trustFor = seconds(60);
const answerWithin = seconds(5);

/** https://cloud.google.com/docs/authentication/token-types#id */
const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  email: z.string(),
  email_verified: z.literal(true),
  exp: z.number(),
});

export function listedServices({ claimsOf, audience, accounts, clock }: ServicesDeps): Services {
  const listed = new Set(accounts.map((email) => email.toLowerCase()));
  const trusted = lazyCache<string, { email: string; endsAt: number }>({ max: 1000, ttl: trustFor });

  const check = async (token: string): Promise<{ email: string; endsAt: number }> => {
    const claims = Claims.safeParse(await within(answerWithin, "service token", claimsOf(token, audience)));
    if (!claims.success || !issuers.includes(claims.data.iss) || claims.data.aud !== audience)
      throw unauthenticated(claims.error);
    return { email: claims.data.email.toLowerCase(), endsAt: claims.data.exp * 1000 };
  };

  return {
    issued: (token) => issuers.includes(Issuer.safeParse(unverified(token)).data?.iss),
    verify: async (token) => {
      const key = sha256(token);
      const known = trusted.get(key) ?? (await check(token).catch(orUnavailable));
      if (known.endsAt <= clock.now()) throw unauthenticated();
      trusted.set(key, known);
      if (!listed.has(known.email)) throw new Problem("forbidden", { detail: "This service is not listed." });
      return known.email;
    },
  };
}

const Issuer = z.object({ iss: z.unknown() });

/** The payload of a token as its bearer wrote it: nothing in it is proved. */
export function unverified(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function orUnavailable(error: unknown): never {
  throw error instanceof Problem ? error : unavailable(error);
}
