import { useRealtimeContext } from "@firecast/react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession, useUser } from "../auth/session.js";

/** What the connection says of the page as a whole, and what follows from it. */
export function Upkeep() {
  useFreshAfterResets();
  useEndOfSession();
  return null;
}

/** Clients that were reset together do not ask together, ms. */
const spreadMs = 2000;

/** Where events were lost, what they would have changed is fetched again. */
function useFreshAfterResets(): void {
  const { realtime } = useRealtimeContext();
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const subscription = realtime.subscribe("*", () => undefined, {
      onStart: ({ start }) => {
        if (start !== "reset") return;
        timer ??= setTimeout(() => {
          timer = undefined;
          void queries.invalidateQueries();
        }, Math.random() * spreadMs);
      },
    });
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  }, [realtime, queries]);
}

/** Another window has signed the user out, or the account is not what it was: no newer token was taken either. */
function useEndOfSession(): void {
  const { state } = useRealtimeContext();
  const { accounts } = useSession();
  const { uid } = useUser();
  const isOver = state.type === "suspended" && state.reason === "auth";
  useEffect(() => {
    if (!isOver) return;
    const leave = async (): Promise<void> => {
      const { signOut } = await accounts();
      await signOut(uid);
    };
    leave().catch(() => undefined); // Auth could not be loaded: nothing of the user is asked for any more all the same
  }, [isOver, accounts, uid]);
}
