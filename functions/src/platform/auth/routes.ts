import { z } from "zod";
import { days } from "../clock.js";
import type { Firebase } from "../firebase.js";
import { noContent, publicEndpoint, type Route } from "../http/endpoint.js";
import { sameOrigin } from "../http/origins.js";
import { Problem } from "../problems.js";
import { refuse } from "./refusal.js";
import type { Verifier } from "./verifier.js";

export interface SessionDeps {
  firebase: Firebase;
  verifier: Verifier;
  allowedOrigins: readonly string[];
  /** Browsers send `Secure` cookies over https, and to localhost only in part. */
  secure: boolean;
  /** Somebody came in. Repeated for whoever comes again. */
  signedIn(uid: string): Promise<void>;
}

/** Firebase allows 5 minutes to 2 weeks (https://firebase.google.com/docs/auth/admin/manage-cookies). */
const sessionMs = days(5);

const StartSession = z.strictObject({ idToken: z.string().min(1).max(8192) });

/** A session cookie for browsers, and its end. Login CSRF: a browser's request has to come from an allowed origin. */
export function sessionRoutes(deps: SessionDeps): Route[] {
  const { firebase, verifier, allowedOrigins, secure, signedIn } = deps;
  const cookie = (value: string, maxAgeMs: number): string =>
    [
      `__session=${value}`,
      "Path=/",
      "HttpOnly",
      "SameSite=Lax",
      `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
      ...(secure ? ["Secure"] : []),
    ].join("; ");

  return [
    publicEndpoint(
      {
        method: "POST",
        path: "/session",
        summary: "Exchange an ID token for the __session cookie",
        body: StartSession,
        answers: { 204: null },
      },
      async ({ body, req }) => {
        if (req.headers.origin !== undefined && !sameOrigin(req, allowedOrigins))
          throw new Problem("foreign_origin");
        const { uid } = await verifier.idToken(body.idToken);
        await signedIn(uid);
        const auth = await firebase.auth();
        const session = await auth.createSessionCookie(body.idToken, { expiresIn: sessionMs }).catch(refuse);
        return { ...noContent(), headers: { "Set-Cookie": cookie(session, sessionMs) } };
      },
    ),

    publicEndpoint(
      { method: "DELETE", path: "/session", summary: "Forget the __session cookie", answers: { 204: null } },
      ({ req }) => {
        if (req.headers.origin !== undefined && !sameOrigin(req, allowedOrigins))
          throw new Problem("foreign_origin");
        return Promise.resolve({ ...noContent(), headers: { "Set-Cookie": cookie("", 0) } });
      },
    ),
  ];
}
