import { useEffect, useState } from "react";
import type { Realtime } from "@firecast/client";
import { releasedAfterMs } from "./shared-store.js";

/** React may render what it never draws, such as everything once in StrictMode of React 18: its client ends by itself. */
const heldWithinMs = 10_000;

/** How a provider comes by its client. */
export type ClientOf<Config> = Realtime | ((config: Config) => Realtime);

interface Held {
  readonly promise: Promise<void>;
  readonly settle: () => void;
}

const held = new WeakMap<Realtime, Held>();

function heldOf(realtime: Realtime): Held {
  const known = held.get(realtime);
  if (known) return known;
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => (settle = resolve));
  const made = { promise, settle };
  held.set(realtime, made);
  return made;
}

/**
 * Settles when a provider has been drawn with this client: React makes it anew for as long as what suspends has no boundary below
 * the provider.
 */
export const whenHeld = (realtime: Realtime): Promise<void> => heldOf(realtime).promise;

/** A client that is made when it is first asked for, and closed when no component has held it for 2.5 s. One that was given stays open. */
function createHolder<Config>(given: ClientOf<Config>, config: Config) {
  let client: Realtime | undefined;
  let release: ReturnType<typeof setTimeout> | undefined;
  const make = (from: (config: Config) => Realtime): Realtime => {
    if (typeof document !== "undefined") release = setTimeout(() => client?.close(), heldWithinMs);
    return from(config);
  };
  const get = (): Realtime => (typeof given === "function" ? (client ??= make(given)) : given);
  return {
    get,
    /** Returns what lets it go. */
    hold: (): (() => void) => {
      clearTimeout(release);
      heldOf(get()).settle();
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
