import { setTimeout as delay } from "node:timers/promises";
import type { Request } from "express";
import { z } from "zod";
import { type Clock, days, minutes, seconds } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { answers } from "../../platform/http/answers.js";
import { publicEndpoint, type Route } from "../../platform/http/endpoint.js";
import { sameOrigin } from "../../platform/http/origins.js";
import { Problem } from "../../platform/problems.js";
import { sessionCookie } from "../../platform/auth/identify.js";
import { refuse } from "../../platform/auth/refusal.js";
import type { DeniedSessions } from "../../platform/auth/deniedSessions.js";
import type { Verifier } from "../../platform/auth/verifier.js";

export interface SessionDeps {
  firebase: Firebase;
  verifier: Verifier;
  denied: DeniedSessions;
  clock: Clock;
  allowedOrigins: readonly string[];
  /** Browsers send `Secure` cookies over https, and to localhost only in part. */
  secure: boolean;
  /** Called at each sign-in of a user. */
  signedIn(uid: string): Promise<void>;
}

/** Firebase allows 5 minutes to 2 weeks (https://firebase.google.com/docs/auth/admin/manage-cookies). */
const sessionMs = days(5);

/** A token that was stolen, and has been refreshed for hours, shall not buy days (same page). */
const signInIsRecentFor = minutes(5);

const StartSession = z.strictObject({ idToken: z.string().min(1).max(8192) });

interface Cookie {
  value: string;
  maxAgeMs: number;
}

/** A session cookie for browsers, and its end. Login CSRF: a browser's request has to come from an allowed origin. */
export function sessionRoutes(deps: SessionDeps): Route[] {
  const { firebase, verifier, denied, clock, allowedOrigins, secure, signedIn } = deps;

  const cookieAnswer = answers({ 204: null }, ({ value, maxAgeMs }: Cookie) => {
    const attributes = ["Path=/", "HttpOnly", "SameSite=Lax", `Max-Age=${Math.floor(maxAgeMs / 1000)}`];
    const cookie = [`__session=${value}`, ...attributes, ...(secure ? ["Secure"] : [])].join("; ");
    // Firebase Hosting passes a cookie on where the answer is private (firebase-tools, hosting/proxy).
    return { status: 204, headers: { "Set-Cookie": cookie, "Cache-Control": "private, no-store" } };
  });

  /** Sessions of one token that begin in the same second are the same cookie: one that was ended is not given again. */
  const newSession = async (idToken: string): Promise<string> => {
    const auth = await firebase.auth();
    const cookie = await auth.createSessionCookie(idToken, { expiresIn: sessionMs }).catch(refuse);
    if (!(await denied.has(cookie))) return cookie;
    await delay(seconds(1));
    return auth.createSessionCookie(idToken, { expiresIn: sessionMs }).catch(refuse);
  };

  const refuseForeign = (req: Request): void => {
    if (req.headers.origin !== undefined && !sameOrigin(req, allowedOrigins))
      throw new Problem("foreign_origin");
  };

  return [
    publicEndpoint(
      {
        method: "POST",
        path: "/session",
        summary: "Exchange the ID token of a sign-in of the last 5 minutes for the __session cookie",
        body: StartSession,
        limitedUse: true,
        answer: cookieAnswer,
      },
      async ({ body, req }) => {
        refuseForeign(req);
        const { uid, signedInAt } = await verifier.idToken(body.idToken);
        if (clock.now() - signedInAt > signInIsRecentFor) throw signInAgain();
        await signedIn(uid);
        return { value: await newSession(body.idToken), maxAgeMs: sessionMs };
      },
    ),

    publicEndpoint(
      { method: "DELETE", path: "/session", summary: "End the __session cookie", answer: cookieAnswer },
      async ({ req }) => {
        refuseForeign(req);
        const cookie = sessionCookie(req.headers.cookie);
        if (cookie !== undefined) await verifier.endSession(cookie);
        return { value: "", maxAgeMs: 0 };
      },
    ),
  ];
}

/** https://www.rfc-editor.org/rfc/rfc9470#section-3 */
const signInAgain = (): Problem =>
  new Problem("sign_in_not_recent", {
    detail: "A session needs a sign-in of the last 5 minutes; refreshing a token is none.",
    headers: {
      "WWW-Authenticate": 'Bearer realm="firecast", error="insufficient_user_authentication", max_age="300"',
    },
  });
