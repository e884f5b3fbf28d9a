import { useEffect, useRef } from "react";
import type { RealtimeEvent } from "@firecast/client";
import { useRealtimeContext } from "../realtime-provider.js";
import { releasedAfterMs } from "../shared-store.js";

/** One string for the same channels, in whichever order and array they come. An empty name is one that is not known yet. */
export const keyOf = (channels: readonly string[]): string =>
  [...new Set(channels)].filter(Boolean).sort().join("\n");

/** Calls the latest `handler` for each event of these channels. An inline array or function does not subscribe anew. */
export function useEvents(
  channels: readonly string[],
  handler: (event: RealtimeEvent) => void,
  { enabled = true }: { enabled?: boolean } = {},
): void {
  const { realtime } = useRealtimeContext();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const key = keyOf(channels);
  useEffect(() => {
    if (!enabled || key === "") return;
    let isHeard = true;
    const subscription = realtime.subscribe(key.split("\n"), (event) => {
      if (isHeard) latest.current(event);
    });
    return () => {
      isHeard = false;
      setTimeout(() => subscription.unsubscribe(), releasedAfterMs);
    };
  }, [realtime, key, enabled]);
}
