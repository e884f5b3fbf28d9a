import { type App, getApps, initializeApp } from "firebase-admin/app";
import type { Auth } from "firebase-admin/auth";
import { type Firestore, getFirestore } from "firebase-admin/firestore";
import type { Settings } from "./params.js";

export interface Firebase {
  readonly firestore: Firestore;
  /** Loaded at the first use: the relay and the sweep never need it. */
  auth(): Promise<Auth>;
  readonly projectId: string;
  /** For Google's HTTP APIs: of the service account that this process runs as. */
  accessToken(): Promise<string>;
}

export function connectFirebase(settings: Settings): Firebase {
  const app = existingApp() ?? initializeApp({ projectId: settings.projectId });
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
    projectId: settings.projectId,
    // No emulator looks at it.
    accessToken: () => (settings.emulated ? Promise.resolve("owner") : accessTokenOf(app)),
  };
}

const existingApp = (): App | undefined => getApps()[0];

/** Google's client keeps it until shortly before it ends. */
async function accessTokenOf({ options: { credential } }: App): Promise<string> {
  if (!credential) throw new Error("No credential to call Google's APIs with");
  return (await credential.getAccessToken()).access_token;
}
