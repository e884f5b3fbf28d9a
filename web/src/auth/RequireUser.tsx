import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { Starting } from "../app/Starting.js";
import { LiveProvider } from "../app/LiveProvider.js";
import { useSession } from "./session.js";

/** What is below it has a user, and a client that is theirs alone. */
export function RequireUser({ children }: { children: ReactNode }) {
  const { user, failed } = useSession();
  const { pathname, search } = useLocation();
  if (user === undefined) return <Starting failed={failed} />;
  if (user === null) return <Navigate to="/sign-in" replace state={{ from: pathname + search }} />;
  return (
    <LiveProvider key={user.uid} user={user}>
      {children}
    </LiveProvider>
  );
}
