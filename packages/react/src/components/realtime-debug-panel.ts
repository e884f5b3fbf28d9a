import { createElement, useEffect, useState } from "react";
import type { MonitorFigures, Realtime, RealtimeEvent } from "@firecast/client";
import { useRealtimeContext } from "../realtime-provider.js";

interface Look {
  readonly figures: MonitorFigures;
  readonly events: readonly RealtimeEvent[];
}

const look = (realtime: Realtime): Look => ({
  figures: realtime.monitor(),
  events: realtime.recent().slice(-shownEvents).reverse(),
});

const shownEvents = 20;
const lookEveryMs = 1000;

/** State, latency, reconnects and why, traffic, and the last 20 events by type and channel; no event's content, no token. */
export function RealtimeDebugPanel({ className = "realtime-debug-panel" }: { className?: string }) {
  const { realtime, state } = useRealtimeContext();
  const [seen, setSeen] = useState<Look>();
  useEffect(() => {
    const timer = setInterval(() => setSeen(look(realtime)), lookEveryMs);
    setSeen(look(realtime));
    return () => clearInterval(timer);
  }, [realtime]);
  if (!seen) return null;
  return createElement(
    "section",
    { className, "aria-label": "Realtime" },
    createElement("dl", null, ...rowsOf(state.type, seen.figures).flatMap(rowElements)),
    createElement(
      "ol",
      null,
      ...seen.events.map(({ id, at, type, channel, seq }) =>
        createElement("li", { key: id }, `${at} ${type} ${channel}${seq === undefined ? "" : ` ${seq}`}`),
      ),
    ),
  );
}

const rowElements = ([name, value]: readonly [string, string]) => [
  createElement("dt", { key: name }, name),
  createElement("dd", { key: `${name} value` }, value),
];

const rowsOf = (state: string, figures: MonitorFigures): (readonly [string, string])[] => [
  ["State", state],
  ["Latency", figures.latencyMs === undefined ? "unknown" : `${Math.round(figures.latencyMs)} ms`],
  ["Events", `${figures.events}, ${figures.eventsPerSecond.toFixed(1)} a second`],
  ["Bytes", String(figures.bytes)],
  ["Connects", String(figures.connects)],
  ["Reconnects", reasons(figures.reconnects)],
  ["Errors", String(figures.errors)],
];

const reasons = (reconnects: Readonly<Record<string, number>>): string =>
  Object.entries(reconnects)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(", ") || "none";
