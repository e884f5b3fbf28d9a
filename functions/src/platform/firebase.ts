import { type App, getApps, initializeApp } from "firebase-admin/app";
import type { AppCheck } from "firebase-admin/app-check";
import type { Auth } from "firebase-admin/auth";
import { type Firestore, getFirestore } from "firebase-admin/firestore";
import type { Settings } from "./params.js";

export interface Firebase {
  readonly firestore: Firestore;
  /** Loaded at the first use: the relay and the sweep never need it. */
  auth(): Promise<Auth>;
  /** Likewise. */
  appCheck(): Promise<AppCheck>;
  readonly projectId: string;
  /** For Google's HTTP APIs: of the service account that this process runs as. */
  accessToken(): Promise<string>;
}

export function connectFirebase(settings: Settings): Firebase {
  const app = namedApp() ?? initializeApp({ projectId: settings.projectId });
  const firestore = getFirestore(app);
  firestore.settings({
    ignoreUndefinedProperties: true,
    // grpc-js waits up to 2 minutes between attempts to reconnect; an outage should end when it ends.
    "grpc.max_reconnect_backoff_ms": 2000,
    "grpc.initial_reconnect_backoff_ms": 200,
  });
  return {
    firestore,
    auth: async () => (await import("firebase-admin/auth")).getAuth(app),
    appCheck: async () =>
      (await import("firebase-admin/app-check")).getAppCheck(
        settings.emulated ? appOfStandIns(settings) : app,
      ),
    projectId: settings.projectId,
    // No emulator looks at it.
    accessToken: () => (settings.emulated ? Promise.resolve("owner") : accessTokenOf(app)),
  };
}

const namedApp = (name = "[DEFAULT]"): App | undefined => getApps().find((app) => app.name === name);

const standIns = "stand-ins";

/** Without a credential firebase-admin would look for Google's metadata server before it asks a stand-in. */
function appOfStandIns({ projectId }: Settings): App {
  const credential = { getAccessToken: () => Promise.resolve({ access_token: "owner", expires_in: 3600 }) };
  return namedApp(standIns) ?? initializeApp({ projectId, credential }, standIns);
}

/** Google's client keeps it until shortly before it ends. */
async function accessTokenOf({ options: { credential } }: App): Promise<string> {
  if (!credential) throw new Error("No credential to call Google's APIs with");
  return (await credential.getAccessToken()).access_token;
}
