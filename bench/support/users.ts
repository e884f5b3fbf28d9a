import { projectId } from "../../scripts/project.mjs";

export interface BenchUser {
  readonly uid: string;
  readonly token: string;
}

interface Claims {
  operator?: true;
  organizationId?: string;
  role?: "manager";
}

/** Makes accounts in the Auth emulator, all at once, and their ID tokens: the emulator's are not signed. */
export async function signUp(count: number, claims: Claims = {}): Promise<BenchUser[]> {
  const run = Math.random().toString(36).slice(2, 10);
  const uids = Array.from({ length: count }, (_, index) => `bench-${run}-${String(index).padStart(14, "0")}`);
  const users = uids.map((localId) => ({ localId, customAttributes: JSON.stringify(claims) }));
  const host = process.env["FIREBASE_AUTH_EMULATOR_HOST"] ?? "";
  const url = `http://${host}/identitytoolkit.googleapis.com/v1/projects/${projectId}/accounts:batchCreate`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer owner" },
    body: JSON.stringify({ users }),
  });
  if (!answer.ok) throw new Error(`No accounts: ${await answer.text()}`);
  return uids.map((uid) => ({ uid, token: tokenOf(uid, claims) }));
}

const validForSeconds = 30 * 24 * 3600;

function tokenOf(uid: string, claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: `https://securetoken.google.com/${projectId}`,
    aud: projectId,
    sub: uid,
    user_id: uid,
    auth_time: now,
    iat: now,
    exp: now + validForSeconds,
    firebase: { identities: {}, sign_in_provider: "custom" },
    ...claims,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(payload)}.`;
}
