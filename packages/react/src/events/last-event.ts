import { useMemo } from "react";
import type { Realtime, RealtimeEvent, Source } from "@firecast/client";
import { useRealtimeContext } from "../realtime-provider.js";
import { eraOf, sharedStore, useStore } from "../shared-store.js";
import { keyOf } from "./use-events.js";

/** The newest event of some channels. Between two frames only the last one is rendered; `subscribe` hears of all. */
export function useLastEvent(channels: readonly string[], enabled: boolean): RealtimeEvent | undefined {
  const { realtime } = useRealtimeContext();
  const key = enabled ? keyOf(channels) : "";
  const era = eraOf(realtime);
  const store = useMemo(
    () =>
      key === ""
        ? undefined
        : sharedStore(realtime, `${era}\nlast\n${key}`, () => lastEventOf(realtime, key.split("\n"))),
    [realtime, key, era],
  );
  return useStore<RealtimeEvent | undefined>(store, undefined);
}

function lastEventOf(realtime: Realtime, channels: readonly string[]): Source<RealtimeEvent | undefined> {
  let last: RealtimeEvent | undefined;
  let refused = false;
  let tell = (): void => undefined;
  return {
    get: () => last,
    subscribe: (listener) => {
      tell = listener;
      return () => (tell = () => undefined);
    },
    isRefused: () => refused,
    start: () => {
      refused = false;
      const subscription = realtime.subscribe(
        channels,
        (event) => {
          last = event;
          tell();
        },
        { onEnd: () => void (refused = true) },
      );
      return () => subscription.unsubscribe();
    },
  };
}
