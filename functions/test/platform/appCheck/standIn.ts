import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getAppCheck } from "firebase-admin/app-check";
import { startAppCheck } from "../../../../scripts/appCheck/app-check-server.mjs";
import { appCheckVerifier, type VerifyAppCheck } from "../../../src/platform/appCheck/verify.js";

createRequire(import.meta.url)("../../../../scripts/appCheck/app-check-redirect.cjs");

type Server = Awaited<ReturnType<typeof startAppCheck>>;

/** What a token says; the rest is as Google issues them. `claims` and `header` stand above all else. */
export interface Wanted {
  appId?: string;
  project?: string;
  ttlSeconds?: number;
  claims?: Readonly<Record<string, unknown>>;
  header?: Readonly<Record<string, unknown>>;
}

export interface AppCheckStandIn extends Pick<Server, "url" | "asked"> {
  issue(wanted?: Wanted): string;
  fail(how: { at: "keys" | "replays"; status?: number; hangMs?: number; times?: number }): void;
}

/** The stand-in for App Check that `npm start` runs, on a port of its own; firebase-admin of this process asks it. */
export function anAppCheckStandIn(): () => AppCheckStandIn {
  let started: Server | undefined;
  const variable = "APP_CHECK_EMULATOR_HOST";
  const earlier = process.env[variable];
  before(async () => {
    started = await startAppCheck({ port: 0 });
    process.env[variable] = started.host;
  });
  after(async () => {
    if (earlier === undefined) delete process.env[variable];
    else process.env[variable] = earlier;
    await started?.stop();
  });
  return () => {
    if (!started) throw new Error("The stand-in starts before the first test.");
    return started;
  };
}

/** firebase-admin with no key fetched yet, as in a process that has just started. */
export async function withVerifier(act: (verify: VerifyAppCheck) => Promise<void>): Promise<void> {
  const credential = { getAccessToken: () => Promise.resolve({ access_token: "owner", expires_in: 3600 }) };
  const app = initializeApp({ projectId: "demo-firecast", credential }, randomUUID());
  try {
    await act(appCheckVerifier({ appCheck: () => Promise.resolve(getAppCheck(app)) }));
  } finally {
    await deleteApp(app);
  }
}
