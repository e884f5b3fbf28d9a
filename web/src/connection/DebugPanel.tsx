import { useRealtimeContext, useSyncStatus } from "@firecast/react";
import { lazy, Suspense } from "react";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { useNow } from "../ui/useNow.js";
import { connectionTexts } from "./texts.js";
import { useStateText } from "./useStateText.js";

const shownEvents = 40;
const ChaosMenu = lazy(() => import("../chaos/ChaosMenu.js"));

/** What the connection has done: figures, and the newest events by type and position. No content, no token. */
export default function DebugPanel() {
  const { realtime, state } = useRealtimeContext();
  const { waiting, durable } = useSyncStatus();
  const text = useText(connectionTexts);
  const times = useTimes();
  const stateText = useStateText(state);
  useNow(1000);
  const figures = realtime.monitor();
  const events = realtime.recent().slice(-shownEvents).reverse();
  const reconnects = Object.entries(figures.reconnects);
  const facts = [
    [text.figures.state, stateText],
    [text.figures.latency, figures.latencyMs === undefined ? "–" : `${Math.round(figures.latencyMs)} ms`],
    [
      text.figures.events,
      `${times.number(figures.events)}, ${text.perSecond(times.number(Math.round(10 * figures.eventsPerSecond) / 10))}`,
    ],
    [text.figures.bytes, `${times.number(Math.round(figures.bytes / 1024))} KiB`],
    [text.figures.connects, times.number(figures.connects)],
    [text.reconnects, reconnects.map(([reason, count]) => `${reason} ${count}`).join(", ") || text.none],
    [text.figures.errors, times.number(figures.errors)],
    ["Outbox", `${waiting.length}${durable ? "" : " (RAM)"}`],
  ];
  return (
    <div className="debug">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Suspense>
        <ChaosMenu />
      </Suspense>
      <h3>{text.recent}</h3>
      {events.length === 0 && <p className="muted">{text.nothingYet}</p>}
      <ol className="events">
        {events.map(({ id, at, type, channel, seq }) => (
          <li key={id}>
            <time dateTime={at}>{times.time(at)}</time> <b>{type}</b> <span>{channel}</span>
            {seq !== undefined && <code>{seq}</code>}
          </li>
        ))}
      </ol>
    </div>
  );
}
