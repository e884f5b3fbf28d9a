import { isLocal } from "../app/environment.js";
import type { AppTokens } from "./appTokens.js";

/** Whether the build says where tokens come from. */
const isUsed = isLocal
  ? __LOCAL__.appCheckPort !== undefined
  : import.meta.env.VITE_APP_CHECK_SITE_KEY !== undefined;

let opened: Promise<AppTokens> | undefined;

/** Loads Firebase App Check once; what failed is tried again with the next call. */
function appTokens(): Promise<AppTokens> {
  opened ??= import("./appTokens.js").then(({ openAppTokens }) => openAppTokens());
  opened.catch(() => (opened = undefined));
  return opened;
}

/** The app's token, for a backend that has `APP_CHECK` on; undefined where the app has none. */
export const getAppCheckToken = isUsed
  ? async (how: { limitedUse: boolean }): Promise<string> => (await appTokens())(how)
  : undefined;

/** As `fetch`, for what no client of a user asks. */
export async function fetchAsApp(path: string, init: RequestInit = {}): Promise<Response> {
  const token = await getAppCheckToken?.({ limitedUse: path === "/api/session" });
  if (token === undefined) return fetch(path, init);
  const headers = new Headers(init.headers);
  headers.set("X-Firebase-AppCheck", token);
  return fetch(path, { ...init, headers });
}
