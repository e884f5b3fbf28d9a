import type { IncomingMessage } from "node:http";
import { sameOrigin } from "../http/origins.js";
import { Problem } from "../problems.js";
import type { User } from "./user.js";
import { unauthenticated } from "./refusal.js";
import type { ProofKind, Verifier } from "./verifier.js";

export interface Identity {
  /** @throws Problem `unauthenticated`, or `foreign_origin` for a cookie-borne write from elsewhere. */
  identify(req: IncomingMessage): Promise<User>;
}

export interface RememberedIdentity extends Identity {
  /** The same by an ID token that came another way than in a header. @throws Problem `unauthenticated` */
  ofToken(idToken: string): Promise<User>;
  /** The same without a look-up: undefined for a caller who was not identified lately. */
  known(req: IncomingMessage): User | undefined;
}

/** The bearer token, else the session cookie; never a token in a URL. */
export function requestIdentity(verifier: Verifier, allowedOrigins: readonly string[]): RememberedIdentity {
  return {
    identify: async (req) => {
      const proof = proofOf(req, allowedOrigins);
      if (proof instanceof Problem) throw proof;
      return verifier[proof.kind](proof.text);
    },
    ofToken: (idToken) => verifier.idToken(idToken),
    known: (req) => {
      const proof = proofOf(req, allowedOrigins);
      return proof instanceof Problem ? undefined : verifier.known(proof.kind, proof.text);
    },
  };
}

interface BroughtProof {
  kind: ProofKind;
  text: string;
}

function proofOf(req: IncomingMessage, allowedOrigins: readonly string[]): BroughtProof | Problem {
  const { authorization, cookie } = req.headers;
  if (authorization !== undefined) {
    // Of another scheme it is a failed attempt, not an anonymous request.
    const token = bearerToken(authorization);
    return token === undefined ? unauthenticated() : { kind: "idToken", text: token };
  }
  const session = sessionCookie(cookie);
  if (session === undefined) return unauthenticated();
  if (!isSafe(req.method) && !sameOrigin(req, allowedOrigins)) return new Problem("foreign_origin");
  return { kind: "sessionCookie", text: session };
}

export const bearerToken = (authorization: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? "")?.[1];

const isSafe = (method: string | undefined): boolean => method === "GET" || method === "HEAD";

/** Hosting passes on this one cookie only (https://firebase.google.com/docs/hosting/manage-cache#using_cookies). */
export function sessionCookie(header: string | undefined): string | undefined {
  return /(?:^|;\s*)__session=([\w.-]+)/.exec(header ?? "")?.[1];
}

/** The same identity; `signedIn` hears of each user who proves one. */
export const withSignInListener = (
  identity: RememberedIdentity,
  signedIn: (user: User) => void,
): RememberedIdentity => {
  const tell = (user: User): User => {
    signedIn(user);
    return user;
  };
  return {
    ...identity,
    identify: async (req) => tell(await identity.identify(req)),
    ofToken: async (idToken) => tell(await identity.ofToken(idToken)),
  };
};
