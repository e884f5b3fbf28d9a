import { apiCalls, newKey } from "@firecast/client";
import { useRealtimeContext } from "@firecast/react";
import { useMemo } from "react";

/** The API's calls, as the user. */
export function useApi() {
  const { realtime } = useRealtimeContext();
  return useMemo(
    () => apiCalls({ request: (path, init) => realtime.request(path, init), newKey }),
    [realtime],
  );
}
