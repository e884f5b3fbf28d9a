import type { Loaded, Realtime, Source } from "@firecast/client";
import { type Shared, type SharedOptions, useShared } from "./shared-store.js";
import { whenHeld } from "./use-client.js";

/** How a hook comes by its store: `useShared`, or `useLoaded`. */
export type UseStore = <T extends Loaded, S extends Source<T>>(
  realtime: Realtime,
  options: SharedOptions<T, S>,
) => { view: T; source: S };

const isKnown = ({ isLoaded, error }: Loaded): boolean => isLoaded || error !== undefined;

/**
 * As `useShared`, but it suspends until the first fetch has landed, and throws what it failed with. Later ones suspend nothing.
 * Only pages load: a server leaves it to the browser.
 */
export function useLoaded<T extends Loaded, S extends Source<T>>(
  realtime: Realtime,
  options: SharedOptions<T, S>,
) {
  const shared = useShared(realtime, options);
  const { isLoaded, error } = shared.view;
  if (isLoaded) return shared;
  if (typeof document === "undefined") throw new Error("Live channels are loaded in the browser.");
  if (error !== undefined) shared.store.failed();
  // React waits for a promise that is thrown, and hands anything else to the boundary of errors.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw error ?? loading(realtime, shared.store);
}

async function loading<T extends Loaded, S extends Source<T>>(
  realtime: Realtime,
  store: Shared<T, S>,
): Promise<void> {
  await whenHeld(realtime);
  await store.load(isKnown);
}
