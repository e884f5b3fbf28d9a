import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import type { Accounts } from "./firebaseAuth.js";

export interface SignedIn {
  readonly uid: string;
  readonly name: string;
  readonly email: string;
  /** Null: the sign-in does not count any more. */
  readonly getToken: (force: boolean) => Promise<string | null>;
  /** What the token says of the user, such as `operator` and `organizationId`. */
  readonly claims: () => Promise<Readonly<Record<string, unknown>>>;
}

export interface Session {
  /** Undefined until it is known; null: no user is signed in. */
  readonly user: SignedIn | null | undefined;
  readonly accounts: () => Promise<Accounts>;
  /** Why Auth could not be loaded. */
  readonly failed: boolean;
}

const Context = createContext<Session | undefined>(undefined);

let opened: Promise<Accounts> | undefined;

/** Loads Firebase Auth once; what failed is tried again with the next call. */
function accounts(): Promise<Accounts> {
  opened ??= import("./firebaseAuth.js").then(({ openAccounts }) => openAccounts());
  opened.catch(() => (opened = undefined));
  return opened;
}

/** Who is signed in. What was fetched for one user is forgotten when it is another one, or none. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [user, setUser] = useState<SignedIn | null>();
  const [failed, setFailed] = useState(false);
  const queries = useQueryClient();
  useEffect(() => {
    let stop = (): void => undefined;
    let isOver = false;
    const watch = async (): Promise<void> => {
      const { watch } = await accounts();
      if (isOver) return;
      let uid: string | undefined;
      stop = watch((next) => {
        // However they have left: by a click, or because Auth takes their sign-in for none any more.
        if (uid !== undefined && uid !== next?.uid) queries.clear();
        uid = next?.uid;
        setUser((known) => (isSame(known, next) ? known : next));
      });
    };
    watch().catch(() => setFailed(true));
    return () => {
      isOver = true;
      stop();
    };
  }, [queries]);
  const session = useMemo(() => ({ user, accounts, failed }), [user, failed]);
  return <Context value={session}>{children}</Context>;
}

/** A token that was refreshed is no other user; a name that is new is shown. */
const isSame = (known: SignedIn | null | undefined, next: SignedIn | null): boolean =>
  known !== undefined && known?.uid === next?.uid && known?.name === next?.name;

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error("Put a SessionProvider around the app.");
  return session;
}

/** @throws Error where no user is signed in */
export function useUser(): SignedIn {
  const { user } = useSession();
  if (!user) throw new Error("Nobody is signed in here.");
  return user;
}
