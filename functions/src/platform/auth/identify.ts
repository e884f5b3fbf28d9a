import type { Request } from "express";
import { sameOrigin } from "../http/origins.js";
import { Problem } from "../problems.js";
import type { User } from "./user.js";
import { unauthenticated } from "./refusal.js";
import type { Verifier } from "./verifier.js";

export interface Identity {
  /** @throws Problem `unauthenticated`, or `foreign_origin` for a cookie-borne write from elsewhere. */
  identify(req: Request): Promise<User>;
}

/** The bearer token, else the session cookie; never a token in a URL. */
export function requestIdentity(verifier: Verifier, allowedOrigins: readonly string[]): Identity {
  return {
    identify: async (req) => {
      const bearer = bearerToken(req.headers.authorization);
      if (bearer !== undefined) return verifier.idToken(bearer);

      const cookie = sessionCookie(req.headers.cookie);
      if (cookie === undefined) throw unauthenticated();
      if (!isSafe(req.method) && !sameOrigin(req, allowedOrigins)) throw new Problem("foreign_origin");
      return verifier.sessionCookie(cookie);
    },
  };
}

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

/** An `Authorization` header of another scheme is a failed attempt, not an anonymous request. */
function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
  if (token === undefined) throw unauthenticated();
  return token;
}

/** Hosting passes on this one cookie only (https://firebase.google.com/docs/hosting/manage-cache#using_cookies). */
export function sessionCookie(header: string | undefined): string | undefined {
  return /(?:^|;\s*)__session=([\w.-]+)/.exec(header ?? "")?.[1];
}

/** The same identity; `signedIn` hears of each user who proves one. */
export const noticing = ({ identify }: Identity, signedIn: (user: User) => void): Identity => ({
  identify: async (...proof) => {
    const user = await identify(...proof);
    signedIn(user);
    return user;
  },
});
