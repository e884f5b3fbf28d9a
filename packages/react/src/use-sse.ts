import { useMemo } from "react";
import { useLastEvent } from "./events/last-event.js";
import { useRealtimeContext } from "./realtime-provider.js";

interface SSEOptions {
  /** Compared by what is in it: an inline array does not reconnect. */
  channels?: readonly string[];
  /** Also the channel of this pin, once its id is known. */
  pinId?: string;
  /** Default: true. */
  enabled?: boolean;
}

const none: readonly string[] = [];

/** The newest event of some channels, on the provider's one stream. */
export function useSSE({ channels = none, pinId, enabled = true }: SSEOptions = {}) {
  const { isConnected } = useRealtimeContext();
  const event = useLastEvent(pinId ? [...channels, `pins/${pinId}`] : channels, enabled);
  const lastEvent = useMemo(() => event && { event: event.type, data: event.data }, [event]);
  return { isConnected: isConnected && enabled, lastEvent };
}
