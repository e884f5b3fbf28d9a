import { type Caller, createCaller, newKey } from "@firecast/client";
import { useRealtimeContext } from "@firecast/react";
import { useMemo } from "react";

/** Calls of one part of the API, as the user: `useCalls(calendarCalls)`. */
export function useCalls<Calls>(of: (caller: Caller) => Calls): Calls {
  const { realtime } = useRealtimeContext();
  return useMemo(
    () => of(createCaller({ request: (path, init) => realtime.request(path, init), newKey })),
    [of, realtime],
  );
}
