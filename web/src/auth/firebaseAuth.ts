import type { FirebaseApp } from "@firebase/app";
import {
  type Auth,
  browserLocalPersistence,
  browserSessionPersistence,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  GoogleAuthProvider,
  indexedDBLocalPersistence,
  initializeAuth,
  onIdTokenChanged,
  signInWithCredential,
  signInWithEmailAndPassword,
  signOut,
  updateProfile,
  type User,
} from "@firebase/auth";
import { isLocal } from "../app/environment.js";
import { fetchAsApp } from "../appCheck/appCheck.js";
import { readable } from "../text/readable.js";
import { firebaseApp } from "./firebaseApp.js";
import type { SignedIn } from "./session.js";

/** What the app needs of Firebase Auth: this module is a chunk of its own. */
export interface Accounts {
  /** Calls back with who is signed in, now and whenever that changes. */
  readonly watch: (listener: (user: SignedIn | null) => void) => () => void;
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signUp: (email: string, password: string, name: string) => Promise<void>;
  /** Of that user: who has signed in since stays. */
  readonly signOut: (uid: string) => Promise<void>;
}

export async function openAccounts(): Promise<Accounts> {
  const app = await firebaseApp();
  const auth = isLocal ? localAuth(app) : deployedAuth(app);
  if (!isLocal) await comeBackFromGoogle(auth);
  /** A request of a user whom Auth does not yet know by name would make them one without a name, to all others. */
  let isNaming = false;
  return {
    watch: (listener) =>
      onIdTokenChanged(auth, (user) => {
        if (isNaming) return;
        listener(
          user && {
            uid: user.uid,
            name: readable(user.displayName ?? user.email ?? user.uid),
            email: user.email ?? "",
            getToken: (force) => tokenOf(user, force),
            claims: async () => (await user.getIdTokenResult()).claims,
          },
        );
      }),
    signIn: async (email, password) => {
      const { user } = await signInWithEmailAndPassword(auth, email, password);
      await startSession(user);
    },
    signUp: async (email, password, name) => {
      isNaming = true;
      try {
        const { user } = await createUserWithEmailAndPassword(auth, email, password);
        await updateProfile(user, { displayName: name });
      } finally {
        isNaming = false;
      }
      const user = auth.currentUser;
      await user?.getIdToken(true); // tells who is signed in
      if (user) await startSession(user);
    },
    signOut: async (uid) => {
      if (auth.currentUser?.uid !== uid) return;
      // At once: a request that takes long would sign out who comes next.
      await signOut(auth);
      await endSession();
    },
  };
}

/** What Auth answers where a sign-in does not count any more: the account is closed, or its sign-ins were revoked. */
const isOver: readonly unknown[] = [
  "auth/user-token-expired",
  "auth/user-disabled",
  "auth/user-not-found",
  "auth/invalid-user-token",
];

/** Null where there will be none: then nothing is tried again. */
async function tokenOf(user: User, force: boolean): Promise<string | null> {
  try {
    return await user.getIdToken(force);
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error && isOver.includes(error.code))
      return null;
    throw error;
  }
}

/** Each window has its own user: alice on the left, bob on the right. */
function localAuth(app: FirebaseApp): Auth {
  const auth = initializeAuth(app, { persistence: browserSessionPersistence });
  connectAuthEmulator(auth, `http://${location.hostname}:${__LOCAL__.authPort}`, { disableWarnings: true });
  return auth;
}

function deployedAuth(app: FirebaseApp): Auth {
  return initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
}

/** Where the page is what Google has sent the user back to. */
async function comeBackFromGoogle(auth: Auth): Promise<void> {
  if (!location.hash.includes("id_token=")) return;
  const { takeErrand, tokenIn } = await import("./google.js"); // few starts of the app need it
  const token = tokenIn(location.hash, takeErrand());
  history.replaceState(history.state, "", location.pathname + location.search);
  if (token === undefined) return;
  const { user } = await signInWithCredential(auth, GoogleAuthProvider.credential(token));
  await startSession(user);
}

/** The cookie that Hosting passes on: pages without a script, and long polls, have it. On a laptop two windows are two users. */
async function startSession(user: User): Promise<void> {
  if (isLocal) return;
  const body = JSON.stringify({ idToken: await user.getIdToken() });
  const headers = { "Content-Type": "application/json" };
  // The app itself brings its token along: without the cookie it works all the same.
  await fetchAsApp("/api/session", { method: "POST", headers, body }).catch(() => undefined);
}

async function endSession(): Promise<void> {
  if (!isLocal) await fetchAsApp("/api/session", { method: "DELETE" }).catch(() => undefined);
}
