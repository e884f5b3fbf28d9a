import { lazyCache } from "../concurrency/lazyCache.js";
import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { Clock } from "../clock.js";
import { seconds } from "../clock.js";
import { within } from "../firestore/grpc.js";
import { sha256 } from "../ids.js";
import { Problem } from "../problems.js";
import type { AuthCalls } from "./calls.js";
import type { DeniedSessions } from "./deniedSessions.js";
import { type Directory, userNow } from "./directory.js";
import { refuse, unauthenticated } from "./refusal.js";
import type { Proof, User } from "./user.js";

/** Turns a proof of identity into a user or throws `unauthenticated`. */
export interface Verifier {
  idToken(token: string): Promise<User>;
  sessionCookie(cookie: string): Promise<User>;
  /** Whose proof it is, if it was found good lately and is trusted still; without a look-up. */
  known(kind: ProofKind, text: string): User | undefined;
  /** From here on the cookie is refused: here at once, by other instances within 30 s. One that is no good ends nothing. */
  endSession(cookie: string): Promise<void>;
  /** The account has changed: what its proofs were found to be worth is asked again. */
  forget(uid: string): void;
}

export type ProofKind = "idToken" | "sessionCookie";

export interface VerifierDeps {
  auth(): Promise<AuthCalls>;
  directory: Directory;
  denied: DeniedSessions;
  clock: Clock;
}

/** A proof found good is trusted this long without asking again: the bound on how late a change is noticed. */
const trustFor = seconds(30);
/** How far Google's clocks may be ahead of ours. */
const clockLeeway = seconds(10);
const answerWithin = seconds(5);

/** The parts of a verified ID token or session cookie that we use: rights are the account's, not the token's. Seconds. */
const TokenClaims = z.object({ uid: Segment, iat: z.number(), exp: z.number(), auth_time: z.number() });

/**
 * Signature and expiry are the token's, everything else is the account's at this moment: one look-up says whether it is
 * there, enabled, not signed out since, and which claims it has.
 */
export function firebaseVerifier({ auth, directory, denied, clock }: VerifierDeps): Verifier {
  const known = lazyCache<string, { user: User; turn: number }>({ max: 10_000, ttl: trustFor });
  const forgotten = lazyCache<string, number>({ max: 10_000, ttl: trustFor });
  /** Counts what was forgotten: a look-up that began before says nothing about after. */
  let turn = 0;

  const isTrusted = (entry: { user: User; turn: number }): boolean =>
    entry.user.expiresAt > clock.now() && (forgotten.get(entry.user.uid) ?? 0) <= entry.turn;

  const check = async (verify: () => Promise<unknown>): Promise<User> => {
    const asOf = clock.now();
    const proof = proofIn(await verify(), asOf);
    if (!proof) throw unauthenticated();
    return userNow(directory, proof, asOf);
  };

  const trusted = (key: string): User | undefined => {
    const cached = known.get(key);
    return cached && isTrusted(cached) ? cached.user : undefined;
  };

  const verified = async (kind: ProofKind, text: string, verify: () => Promise<unknown>): Promise<User> => {
    // What is good as one kind of proof is not good as the other.
    const key = keyOf(kind, text);
    const user = trusted(key);
    if (user) return user;
    const entry = { turn, user: await within(answerWithin, "token check", check(verify)).catch(refuse) };
    known.set(key, entry);
    return entry.user;
  };

  const claimsOf = async (cookie: string): Promise<unknown> => (await auth()).verifySessionCookie(cookie);

  return {
    idToken: (token) => verified("idToken", token, async () => (await auth()).verifyIdToken(token)),
    sessionCookie: (cookie) =>
      verified("sessionCookie", cookie, async () => {
        const [claims, ended] = await Promise.all([claimsOf(cookie), denied.has(cookie)]);
        if (ended) throw unauthenticated();
        return claims;
      }),
    known: (kind, text) => trusted(keyOf(kind, text)),
    endSession: async (cookie) => {
      const claims = await within(answerWithin, "cookie check", claimsOf(cookie)).catch(noneIfBad);
      const proof = proofIn(claims, clock.now());
      if (!proof) return;
      await denied.add(cookie, proof.expiresAt);
      known.delete(keyOf("sessionCookie", cookie));
    },
    forget: (uid) => void forgotten.set(uid, ++turn),
  };
}

const keyOf = (kind: ProofKind, text: string): string => sha256(`${kind} ${text}`);

/** A proof that is refused has no claims. @throws what says nothing about the proof. */
function noneIfBad(error: unknown): undefined {
  try {
    return refuse(error);
  } catch (problem) {
    if (problem instanceof Problem && problem.code === "unauthenticated") return undefined;
    throw problem;
  }
}

/** Undefined for claims that Firebase does not write: such as of a sign-in that is still to come. */
function proofIn(token: unknown, now: number): Proof | undefined {
  const claims = TokenClaims.safeParse(token);
  if (!claims.success) return undefined;
  const { uid, iat, exp, auth_time } = claims.data;
  if (Math.max(iat, auth_time) * 1000 > now + clockLeeway) return undefined;
  return { uid, signedInAt: auth_time * 1000, expiresAt: exp * 1000 };
}
