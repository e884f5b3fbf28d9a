import { Lock } from "lucide-react";
import { useMemo } from "react";
import { Starting } from "../app/Starting.js";
import { useClaims } from "../auth/useClaims.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Chart } from "../ui/Chart.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { useTitle } from "../ui/useTitle.js";
import { DeadLetters } from "./DeadLetters.js";
import { Histogram } from "./Histogram.js";
import { bucketsOf, sumOf } from "./metrics.js";
import { Runs } from "./Runs.js";
import { operationTexts } from "./texts.js";
import { useOperations } from "./useOperations.js";

const parts = ["commit", "bus", "write"] as const;
const shownChannels = 8;

/** How the deployment does, for operators. */
export default function OperationsPage() {
  const text = useText(operationTexts);
  useTitle(text.operations);
  const claims = useClaims();
  if (!claims) return <Starting />;
  return claims.isOperator ? <Operations /> : <Empty icon={Lock} title={text.forOperators} />;
}

function Operations() {
  const text = useText(operationTexts);
  const times = useTimes();
  const { stats, samples, runs, looks } = useOperations();
  const charts = useMemo(() => {
    const at = looks.map((look) => look.at);
    return [
      {
        label: text.perSecond,
        times: at,
        lines: [
          { label: text.perSecond, tone: "accent" as const, values: looks.map((look) => look.perSecond) },
        ],
      },
      {
        label: text.connections,
        times: at,
        lines: [
          { label: text.connections, tone: "info" as const, values: looks.map((look) => look.connections) },
        ],
      },
    ];
  }, [looks, text]);
  if (!stats)
    return (
      <div className="page">
        <h1>{text.operations}</h1>
        <Loading rows={4} />
      </div>
    );
  const channels = Object.entries(stats.clientsByChannel)
    .sort(([, a], [, b]) => b - a)
    .slice(0, shownChannels);
  const figures = [
    [text.connections, times.number(stats.connectedClients)],
    [text.instances, times.number(stats.instances)],
    [text.events, times.number(Math.round(stats.rates?.eventsPerMinute ?? 0))],
    [text.deliveries, times.number(sumOf(samples, "firecast_deliveries_total"))],
    [text.gaps, times.number(sumOf(samples, "firecast_gaps_total"))],
    [text.resets, times.number(sumOf(samples, "firecast_resets_total"))],
  ];
  return (
    <div className="page">
      <header className="page-head">
        <h1>{text.operations}</h1>
      </header>
      <dl className="card big-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dd>{value}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      <div className="charts">
        {charts.map((chart) => (
          <section key={chart.label} className="card">
            <Chart {...chart} />
          </section>
        ))}
      </div>
      <section className="card" aria-labelledby="latency">
        <h2 id="latency">{text.latency}</h2>
        <div className="charts">
          {parts.map((part) => (
            <Histogram
              key={part}
              label={text.latencyOf[part] ?? part}
              buckets={bucketsOf(samples, "firecast_latency_seconds", part)}
            />
          ))}
        </div>
      </section>
      <section className="card" aria-labelledby="channels">
        <h2 id="channels">{text.channels}</h2>
        {channels.length === 0 && <p className="muted">{text.noChannels}</p>}
        <ol className="facts">
          {channels.map(([channel, count]) => (
            <li key={channel}>
              <code className="ellipsis">{channel}</code>
              <span>{times.number(count)}</span>
            </li>
          ))}
        </ol>
      </section>
      <DeadLetters />
      <Runs runs={runs} />
    </div>
  );
}
