import { generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { projectId } from "../project.mjs";

/** As Google names them: the project by its number and by its id. */
const projectNumber = "123456789012";
const issuerUrl = `https://firebaseappcheck.googleapis.com/${projectNumber}`;
const demoApp = `1:${projectNumber}:web:0123456789abcdef`;

/**
 * Tokens as App Check issues them: JWTs by RS256 (https://firebase.google.com/docs/app-check/custom-resource-backend). The key is as
 * old as the process.
 */
export function tokenIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomUUID();

  /** `claims` and `header` stand above all else: what a test forges. */
  function issue({ appId = demoApp, project = projectId, ttlSeconds = 3600, claims = {}, header = {} } = {}) {
    const issuedAt = Math.floor(Date.now() / 1000);
    const payload = {
      iss: issuerUrl,
      aud: [`projects/${projectNumber}`, `projects/${project}`],
      sub: appId,
      iat: issuedAt,
      exp: issuedAt + ttlSeconds,
      jti: randomUUID(),
      ...claims,
    };
    const content = [{ alg: "RS256", typ: "JWT", kid, ...header }, payload].map(encoded).join(".");
    const signature = sign("RSA-SHA256", Buffer.from(content), privateKey).toString("base64url");
    return { token: `${content}.${signature}`, ttl: `${ttlSeconds}s` };
  }

  /** Undefined for a token that is not from here, of another project, or over. */
  function idOf(token, project) {
    const [header, payload, signature] = String(token).split(".");
    const content = Buffer.from(`${header}.${payload}`);
    if (!verify("RSA-SHA256", content, publicKey, Buffer.from(signature ?? "", "base64url")))
      return undefined;
    const { aud, exp, jti } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return aud.includes(`projects/${project}`) && exp * 1000 > Date.now() ? jti : undefined;
  }

  const exported = publicKey.export({ format: "jwk" });
  return { issue, idOf, publicKey: { ...exported, kid, alg: "RS256", use: "sig" } };
}

const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
