import { useRealtimeContext } from "@firecast/react";
import { useEffect, useRef, useState } from "react";
import { createTally, type Tally } from "./tally.js";

const everyMs = 1000;
const topic = "chaos";

/** While it runs, the page tells itself something every second, and counts what arrives. */
export function useProbe(isRunning: boolean): Tally {
  const { realtime } = useRealtimeContext();
  const [tally, setTally] = useState<Tally>({ sent: 0, seen: 0, missed: 0, doubled: 0 });
  const counts = useRef(createTally());
  const { uid } = realtime;
  useEffect(() => {
    if (!isRunning || uid === undefined) return;
    counts.current = createTally();
    const channel = `users/${uid}` as const;
    const show = (): void => setTally(counts.current.now());
    const subscription = realtime.subscribe([channel], (event) => {
      if (event.type !== "user:signal:sent" || event.seq === undefined || !isOurs(event.data)) return;
      counts.current.seen(event.id, event.seq);
      show();
    });
    const timer = setInterval(() => {
      const data = { topic, payload: null };
      realtime
        .send(channel, { type: "user:signal:sent", data })
        .then(({ events }) => {
          for (const { id, seq } of events) if (seq !== undefined) counts.current.sent(id, seq);
          show();
        })
        .catch(() => undefined); // it was not sent: the probe waits for no echo of it
    }, everyMs);
    return () => {
      clearInterval(timer);
      subscription.unsubscribe();
    };
  }, [isRunning, realtime, uid]);
  return tally;
}

const isOurs = (data: unknown): boolean =>
  typeof data === "object" && data !== null && "topic" in data && data.topic === topic;
