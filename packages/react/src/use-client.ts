import { useEffect, useState } from "react";
import type { Realtime } from "@firecast/client";
import { releasedAfterMs } from "./shared-store.js";

/** How a provider comes by its client. */
export type ClientOf<Config> = Realtime | ((config: Config) => Realtime);

/** A client that is made when it is first asked for, and closed when nobody has held it for 2.5 s. One that was given stays open. */
function createHolder<Config>(given: ClientOf<Config>, config: Config) {
  let client: Realtime | undefined;
  let release: ReturnType<typeof setTimeout> | undefined;
  return {
    get: (): Realtime => (typeof given === "function" ? (client ??= given(config)) : given),
    /** Returns what lets it go. */
    hold: (): (() => void) => {
      clearTimeout(release);
      return () => {
        release = setTimeout(() => client?.close(), releasedAfterMs);
      };
    },
    isClosed: () => client?.state.type === "closed",
  };
}

/** The first client that was given or made. StrictMode, which does all twice, makes one. */
export function useClient<Config>(given: ClientOf<Config>, config: Config): Realtime {
  const [holder, setHolder] = useState(() => createHolder(given, config));
  useEffect(() => {
    // It was hidden for longer than that, and is shown again.
    if (holder.isClosed()) setHolder(createHolder(given, config));
    return holder.hold();
  }, [holder]);
  return holder.get();
}
