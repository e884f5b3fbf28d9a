import { useCallback, useEffect, useState } from "react";
import { type ConnectionState, type Realtime, type RealtimeEvent } from "@firecast/client";
import { useLastEvent } from "./events/last-event.js";
import { useRealtimeContext } from "./realtime-provider.js";

interface UseRealtimeOptions {
  /** Default: true. */
  enabled?: boolean;
  /**
   * After so many failed attempts in a row the hook lets go of its channels, until `connect()` is called or the page is connected
   * again. Default: 5.
   */
  maxReconnectAttempts?: number;
  /**
   * Up to how long the first reconnect waits, ms; it doubles with the next ones, to 30 s. Of several hooks the shortest counts, or the
   * server's `retry:` where that is longer. Default: as the server says, about 1,000.
   */
  reconnectDelay?: number;
}

/** What `/api/realtime/events` streams: what the user's devices and backends tell, the inbox, and what all may know. */
export const ownChannels = (uid: string | undefined): string[] =>
  uid === undefined ? ["global"] : [`users/${uid}`, `users/${uid}/notifications`, "global"];

/** Whether it is known who the user is, or that this is not told: else a stream would begin without the user's own channels. */
function useIsIdentified(realtime: Realtime, asks: boolean): boolean {
  const [identified, setIdentified] = useState<Realtime>();
  const isIdentified = realtime.uid !== undefined || identified === realtime;
  useEffect(() => {
    if (!asks || isIdentified) return;
    let isOver = false;
    const ask = async (): Promise<unknown> => realtime.identify();
    const done = (): void => {
      if (!isOver) setIdentified(realtime);
    };
    void ask().then(done, done); // where no token can be had, the connection tells
    return () => {
      isOver = true;
    };
  }, [realtime, asks, isIdentified]);
  return isIdentified;
}

/** Then no token is asked for. */
const isSwitchedOff = (state: ConnectionState): boolean =>
  state.type === "suspended" && (state.reason === "disabled" || state.reason === "disconnected");

/** The user's own events. */
export function useRealtime({
  enabled = true,
  reconnectDelay,
  maxReconnectAttempts = 5,
}: UseRealtimeOptions = {}) {
  const { realtime, isConnected, state, hasGivenUp, giveUp } = useRealtimeContext();
  const isTooMuch = state.type === "reconnecting" && state.attempt > maxReconnectAttempts;
  useEffect(() => {
    if (isTooMuch && enabled) giveUp();
  }, [isTooMuch, enabled]);
  useEffect(
    () => (enabled && reconnectDelay !== undefined ? realtime.pace(reconnectDelay) : undefined),
    [realtime, enabled, reconnectDelay],
  );
  const isActive = useIsIdentified(realtime, enabled && !isSwitchedOff(state)) && enabled && !hasGivenUp;
  const channels = ownChannels(realtime.uid);
  const lastEvent = useLastEvent(channels, isActive);
  const key = channels.join("\n");
  /** Calls `handler` for the events of a type, for all with `*`, while the hook is enabled. Returns what ends that. */
  const subscribe = useCallback(
    (type: string, handler: (event: RealtimeEvent) => void): (() => void) => {
      if (!isActive) return () => undefined;
      const subscription = realtime.subscribe(key.split("\n"), (event) => {
        if (type === "*" || event.type === type) handler(event);
      });
      return () => subscription.unsubscribe();
    },
    [realtime, key, isActive],
  );
  return { isConnected: isConnected && enabled, subscribe, lastEvent };
}
