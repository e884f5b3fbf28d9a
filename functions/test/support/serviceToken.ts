import { projectId } from "./users.js";

/** An unsigned ID token of a service account, good for an hour, with claims of one's own. */
export function aServiceToken(changed: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: "https://accounts.google.com",
    aud: projectId(),
    sub: "1234567890",
    email: `backend@${projectId()}.iam.gserviceaccount.com`,
    email_verified: true,
    iat: now,
    exp: now + 3600,
    ...changed,
  };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(payload)}.`;
}
