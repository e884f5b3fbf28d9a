import { bindLive } from "@firecast/client";
import { useRealtimeContext } from "@firecast/react";
import { type RefObject, useEffect, useRef } from "react";

/** Keeps what is rendered under an element current, by the page's own connection. */
export function useLiveRoot<Root extends HTMLElement>(
  channel: string,
  pinId?: string,
): RefObject<Root | null> {
  const { realtime } = useRealtimeContext();
  const root = useRef<Root>(null);
  useEffect(() => {
    if (!root.current) return;
    const source = {
      on: (type: string, fn: (data: unknown, message: { event: string; data: unknown }) => void) => {
        const subscription = realtime.subscribe([channel], (event) => {
          if (event.type === type) fn(event.data, { event: type, data: event.data });
        });
        return () => subscription.unsubscribe();
      },
    };
    return bindLive(root.current, { source, ...(pinId !== undefined && { pinId }) });
  }, [realtime, channel, pinId]);
  return root;
}
