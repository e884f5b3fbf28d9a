import type { RealtimeOptions } from "../types/options.js";
import type { Environment } from "./environment.js";

/** What a stolen token must not be good for twice. */
const limitedUse = /\/api\/(session|realtime\/(publish|tickets))$/;

/** Where each request brings the app's token (https://firebase.google.com/docs/app-check/web/custom-resource). */
export const withAppCheck = (
  env: Environment,
  appCheckToken: NonNullable<RealtimeOptions["getAppCheckToken"]>,
): Environment => ({
  ...env,
  appCheckToken,
  fetch: async (url, init) => {
    const headers = new Headers(init.headers);
    const token = await appCheckToken({ limitedUse: limitedUse.test(url) });
    if (token !== undefined) headers.set("X-Firebase-AppCheck", token);
    return env.fetch(url, { ...init, headers });
  },
});
