import { randomBytes } from "node:crypto";
import { type App, getApps, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";

/** A user of the Auth emulator, signed in. */
export interface TestUser {
  readonly uid: string;
  readonly email: string;
  readonly idToken: string;
}

/** Custom claims, as an organization's back office sets them. */
export interface Claims {
  organizationId?: string;
  role?: "admin" | "manager" | "member";
  operator?: true;
}

/** Whoever initializes first names the project; `compose` takes the app that is there. */
const app = (): App => getApps()[0] ?? initializeApp({ projectId: projectId() });

export const auth = () => getAuth(app());
export const projectId = (): string => process.env["GCLOUD_PROJECT"] ?? "demo-firecast";

/** A new user with a random uid and e-mail; the token carries the claims. */
export async function aUser(claims: Claims = {}): Promise<TestUser> {
  const email = `${randomBytes(9).toString("hex")}@example.com`;
  const { uid } = await auth().createUser({ email, password: "secret-enough" });
  if (Object.keys(claims).length > 0) await auth().setCustomUserClaims(uid, claims);
  return { uid, email, idToken: aToken(uid, { email, email_verified: false, ...claims }) };
}

/** With a token as the Auth emulator would issue it now: it does so for one project only. */
export async function signIn(email: string): Promise<TestUser> {
  const { uid, emailVerified, displayName, customClaims } = await auth().getUserByEmail(email);
  const claims = { email, email_verified: emailVerified, name: displayName, ...customClaims };
  return { uid, email, idToken: aToken(uid, claims) };
}

/** As if the account had been there since that second: what was issued for it before does not count. */
export async function tokensCountFrom({ uid: localId }: TestUser, validSince: number): Promise<void> {
  const host = process.env["FIREBASE_AUTH_EMULATOR_HOST"];
  const path = `identitytoolkit.googleapis.com/v1/projects/${projectId()}/accounts:update`;
  const answer = await fetch(`http://${host}/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: "Bearer owner" },
    body: JSON.stringify({ localId, validSince: String(validSince) }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/**
 * An unsigned ID token, as the Auth emulator issues them, with claims of one's own: `exp` soon or past, another
 * `aud`. Without changes it is good for an hour.
 */
export function aToken(uid: string, changed: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: `https://securetoken.google.com/${projectId()}`,
    aud: projectId(),
    auth_time: now,
    sub: uid,
    user_id: uid,
    iat: now,
    exp: now + 3600,
    firebase: { identities: {}, sign_in_provider: "password" },
    ...changed,
  };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(payload)}.`;
}
