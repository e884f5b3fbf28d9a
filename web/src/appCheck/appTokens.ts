import {
  CustomProvider,
  getLimitedUseToken,
  getToken,
  initializeAppCheck,
  ReCaptchaEnterpriseProvider,
} from "@firebase/app-check";
import { firebaseApp } from "../auth/firebaseApp.js";
import { isLocal } from "../app/environment.js";

/** A token that is kept and renewed by itself, or with `limitedUse` a new one for one request. */
export type AppTokens = (how: { limitedUse: boolean }) => Promise<string>;

/** Firebase's own SDK: this module is a chunk of its own. */
export async function openAppTokens(): Promise<AppTokens> {
  const provider = isLocal
    ? new CustomProvider({ getToken: standInToken })
    : new ReCaptchaEnterpriseProvider(import.meta.env.VITE_APP_CHECK_SITE_KEY ?? "");
  const appCheck = initializeAppCheck(await firebaseApp(), { provider, isTokenAutoRefreshEnabled: true });
  return async ({ limitedUse }) => {
    const { token } = await (limitedUse ? getLimitedUseToken(appCheck) : getToken(appCheck));
    return token;
  };
}

/** On a laptop no provider attests the app: the stand-in that `npm start` runs issues what is asked for. */
async function standInToken(): Promise<{ token: string; expireTimeMillis: number }> {
  const address = `http://${location.hostname}:${__LOCAL__.appCheckPort}/tokens`;
  const answer = await fetch(address, { method: "POST", body: "{}" });
  const issued: unknown = await answer.json();
  if (!isIssued(issued)) throw new Error("The stand-in for App Check issues no token.");
  return { token: issued.token, expireTimeMillis: Date.now() + 1000 * Number.parseInt(issued.ttl, 10) };
}

const isIssued = (answer: unknown): answer is { token: string; ttl: string } =>
  typeof answer === "object" &&
  answer !== null &&
  "token" in answer &&
  typeof answer.token === "string" &&
  "ttl" in answer &&
  typeof answer.ttl === "string";
