import { useCallback } from "react";
import type { RealtimeEvent } from "@firecast/client";
import { useLastEvent } from "./last-event.js";
import { useRealtimeContext } from "./realtime-provider.js";

interface UseRealtimeOptions {
  /** Default: true. */
  enabled?: boolean;
  /** After so many failed attempts in a row the hook lets go of its channels, until the page is connected again. Default: 5. */
  maxReconnectAttempts?: number;
  /** For code that says it: the provider's client spreads its attempts over 1, 2, 4 … 30 s, as the server asks. */
  reconnectDelay?: number;
}

/** What `/api/realtime/events` streams: what the user's devices and backends tell, the inbox, and what all may know. */
export const ownChannels = (uid: string | undefined): string[] =>
  uid === undefined ? ["global"] : [`users/${uid}`, `users/${uid}/notifications`, "global"];

/** The user's own events. */
export function useRealtime({ enabled = true, maxReconnectAttempts = 5 }: UseRealtimeOptions = {}) {
  const { realtime, isConnected, state } = useRealtimeContext();
  const hasGivenUp = state.type === "reconnecting" && state.attempt > maxReconnectAttempts;
  const channels = ownChannels(realtime.uid);
  const lastEvent = useLastEvent(channels, enabled && !hasGivenUp);
  const key = channels.join("\n");
  /** Calls `handler` for the events of a type, for all with `*`. Returns what ends that. */
  const subscribe = useCallback(
    (type: string, handler: (event: RealtimeEvent) => void): (() => void) => {
      const subscription = realtime.subscribe(key.split("\n"), (event) => {
        if (type === "*" || event.type === type) handler(event);
      });
      return () => subscription.unsubscribe();
    },
    [realtime, key],
  );
  return { isConnected: isConnected && enabled, subscribe, lastEvent };
}
