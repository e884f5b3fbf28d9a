import { useRealtimeModule } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChartLine, RefreshCw } from "lucide-react";
import { useMemo } from "react";
import { useApi } from "../api/useApi.js";
import { useClaims } from "../auth/useClaims.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Chart } from "../ui/Chart.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useTitle } from "../ui/useTitle.js";
import { operationTexts } from "./texts.js";

interface Figures {
  readonly users: number;
  readonly orders: number;
  readonly revenue: number;
  readonly at: string;
}

const module = "shop";
const queryKey = ["module", module];
const kept = 100;

/** The figures of a module of the application, live: each event says all of them. */
export default function DashboardPage() {
  const text = useText(operationTexts);
  useTitle(text.dashboard);
  const times = useTimes();
  const claims = useClaims();
  const { history, publish } = useApi();
  const queries = useQueryClient();
  const attempt = useAttempt();
  const { data, isPending } = useQuery({
    queryKey,
    queryFn: async () => (await history({ channel: module, limit: kept })).items.flatMap(figuresIn),
  });
  useRealtimeModule(module, (_action, _data, event) => {
    queries.setQueryData<Figures[]>(queryKey, (known = []) => [...known, ...figuresIn(event)].slice(-kept));
  });
  const all = useMemo(() => data ?? [], [data]);
  const last = all.at(-1);
  const charts = useMemo(() => {
    const at = all.map((figures) => Date.parse(figures.at) / 1000);
    const lineOf = (
      label: string,
      tone: "accent" | "good" | "info",
      key: "users" | "orders" | "revenue",
    ) => ({
      label,
      times: at,
      lines: [{ label, tone, values: all.map((figures) => figures[key]) }],
    });
    return [
      lineOf(text.users, "info", "users"),
      lineOf(text.orders, "good", "orders"),
      lineOf(text.revenue, "accent", "revenue"),
    ];
  }, [all, text]);
  const simulate = (): Promise<boolean> =>
    attempt(async () => {
      const { users = 120, orders = 40, revenue = 2600 } = last ?? {};
      const more = Math.ceil(Math.random() * 9);
      const next = {
        users: Math.max(1, users + Math.round(Math.random() * 20 - 8)),
        orders: orders + more,
        revenue: revenue + more * (20 + Math.round(Math.random() * 60)),
      };
      await publish({ channel: module, type: `${module}:figures:updated`, data: next });
    });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{text.dashboard}</h1>
        {claims?.isOperator && (
          <button className="button" onClick={() => void simulate()}>
            <RefreshCw aria-hidden="true" /> {text.simulate}
          </button>
        )}
      </header>
      {isPending && <Loading rows={3} />}
      {!isPending && !last && (
        <Empty icon={ChartLine} title={text.noFigures}>
          <p>{text.noFiguresWhy}</p>
        </Empty>
      )}
      {last && (
        <>
          <dl className="card big-figures" aria-live="polite">
            {(["users", "orders", "revenue"] as const).map((key) => (
              <div key={key}>
                <dd>{times.number(last[key])}</dd>
                <dt>{text[key]}</dt>
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
        </>
      )}
    </div>
  );
}

function figuresIn({ data, at }: { readonly data?: unknown; readonly at: string }): Figures[] {
  if (typeof data !== "object" || data === null) return [];
  if (!("users" in data && "orders" in data && "revenue" in data)) return [];
  const { users, orders, revenue } = data;
  const areNumbers = typeof users === "number" && typeof orders === "number" && typeof revenue === "number";
  return areNumbers ? [{ users, orders, revenue, at }] : [];
}
