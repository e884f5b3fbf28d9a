import { z } from "zod";
import type { Firebase } from "../firebase.js";

/** What a token says that is good. */
export interface Verified {
  readonly appId: string;
  readonly alreadyConsumed?: boolean | undefined;
}

/** Undefined for a token that is no good. @throws Error where nothing can be known. */
export type VerifyAppCheck = (token: string, consume: boolean) => Promise<Verified | undefined>;

/** By Google's keys, which firebase-admin fetches every six hours; to consume a token is a call of Google's. */
export function appCheckVerifier(firebase: Pick<Firebase, "appCheck">): VerifyAppCheck {
  return async (token, consume) => {
    if (!isWellFormed(token)) return undefined;
    const appCheck = await firebase.appCheck();
    try {
      return await appCheck.verifyToken(token, { consume });
    } catch (error) {
      if (isNoGood(error)) return undefined;
      throw error;
    }
  };
}

/** firebase-admin takes a header and claims for objects before it looks at the signature, and fails on what is none. */
function isWellFormed(token: string): boolean {
  const parts = token.split(".");
  return parts.length === 3 && parts.slice(0, 2).every((part) => Part.safeParse(part).success);
}

const Part = z
  .base64url()
  .transform((text) => Buffer.from(text, "base64url").toString("utf8"))
  .pipe(z.string().transform(jsonOf))
  .pipe(z.record(z.string(), z.unknown()));

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const AppCheckError = z.object({ code: z.string(), cause: z.unknown().optional() });
const Coded = z.object({ code: z.string() });

/** What firebase-admin found wrong in the token, as the cause of its error (its `utils/jwt.js`). */
const faults = ["invalid-argument", "token-expired", "invalid-token", "no-matching-kid-error"];

/** Keys that could not be fetched make an error of the same code as a forged token: only its cause tells them apart. */
function isNoGood(error: unknown): boolean {
  const { code, cause } = AppCheckError.safeParse(error).data ?? {};
  if (code === "app-check/app-check-token-expired") return true;
  if (code !== "app-check/invalid-argument") return false;
  return cause === undefined || faults.includes(Coded.safeParse(cause).data?.code ?? "");
}
