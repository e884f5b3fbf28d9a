import type { Push, PushState } from "@firecast/push";
import { useRealtimeContext } from "@firecast/react";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useUser } from "../auth/session.js";
import { hasPushes } from "./hasPushes.js";

interface Pushes {
  /** Undefined until it is known. */
  readonly state: PushState | undefined;
  /** Of this browser; undefined until it is known. */
  readonly deviceId: string | undefined;
  /** Finds out: pages that show it call it. */
  readonly load: () => void;
  /** In a click's handler: the browser asks the user. */
  readonly enable: () => Promise<void>;
  readonly disable: () => Promise<void>;
}

const Context = createContext<Pushes | undefined>(undefined);

/**
 * What comes to the inbox comes to this device as well, if the user wants that. Nothing of it is loaded before the user has allowed
 * notifications, or looks at the settings.
 */
export function PushProvider({ children }: { children: ReactNode }) {
  const { realtime } = useRealtimeContext();
  const { uid } = useUser();
  const navigate = useNavigate();
  const opened = useRef<Promise<Push>>(undefined);
  const [push, setPush] = useState<Push>();
  const [state, setState] = useState<PushState>();
  const load = useCallback((): void => {
    if (!hasPushes) return setState("unsupported");
    opened.current ??= import("./openPush.js").then(async ({ openPush }) => {
      const made = openPush({
        request: (path, init) => realtime.request(path, init),
        onOpen: (url) => {
          const { pathname, search } = new URL(url, location.origin);
          void navigate(pathname + search);
        },
      });
      made.onState(setState);
      await made.start(uid);
      setState(made.state);
      setPush(made);
      return made;
    });
    opened.current.catch(() => (opened.current = undefined)); // the next page that shows it tries again
  }, [realtime, navigate, uid]);
  useEffect(() => {
    if ("Notification" in globalThis && Notification.permission === "granted") load();
  }, [load]);
  const pushes = useMemo(
    () => ({
      state,
      deviceId: push?.deviceId,
      load,
      enable: async () => void (await push?.enable(uid)),
      disable: async () => push?.disable(),
    }),
    [push, state, load, uid],
  );
  return <Context value={pushes}>{children}</Context>;
}

export function usePush(): Pushes {
  const pushes = use(Context);
  if (!pushes) throw new Error("Put a PushProvider around the app.");
  return pushes;
}
