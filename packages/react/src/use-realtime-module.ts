import type { RealtimeEvent } from "@firecast/client";
import { useRealtimeContext } from "./realtime-provider.js";
import { useEvents } from "./events/use-events.js";

/**
 * Calls `handler` for each event of a module: of `health:appointment:cancelled` the action is all after the module,
 * `appointment:cancelled`. The module's channel is its name, or another one, as `stables/s1/horses`.
 */
export function useRealtimeModule(
  module: string,
  handler: (action: string, data: unknown, event: RealtimeEvent) => void,
  { enabled = true, channel = module }: { enabled?: boolean; channel?: string } = {},
) {
  const { isConnected } = useRealtimeContext();
  const prefix = `${module}:`;
  const hear = (event: RealtimeEvent): void => {
    if (event.type.startsWith(prefix)) handler(event.type.slice(prefix.length), event.data, event);
  };
  useEvents([channel], hear, { enabled });
  return { isConnected: isConnected && enabled };
}
