import { RealtimeProvider } from "@firecast/react";
import { type ReactNode, useState } from "react";
import { getAppCheckToken } from "../appCheck/appCheck.js";
import type { SignedIn } from "../auth/session.js";
import { Upkeep } from "../connection/Upkeep.js";
import { socketUrl, streamUrl } from "./environment.js";
import { transport } from "./transport.js";

/** The user's own client: one stream for all windows in which they are signed in. */
export function LiveProvider({ user, children }: { user: SignedIn; children: ReactNode }) {
  const [config] = useState(() => ({
    url: location.origin,
    ...(streamUrl !== undefined && { streamUrl }),
    ...(transport.get() === "websocket" &&
      socketUrl !== undefined && { type: "websocket" as const, socketUrl }),
    ...(getAppCheckToken && { getAppCheckToken }),
    getToken: ({ force }: { force: boolean }) => user.getToken(force),
    historySize: 200,
  }));
  return (
    <RealtimeProvider config={config}>
      <Upkeep />
      {children}
    </RealtimeProvider>
  );
}
