import type { IssueStatistics } from "@firecast/contract/issues/figures";
import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Chart } from "../ui/Chart.js";
import { severities, toneOf } from "./IssuesPage.js";
import { issueTexts } from "./texts.js";

const queryKey = ["issue statistics"];
const hourMs = 3_600_000;

/** How the organization does, live. */
export function IssueFigures({ organizationId }: { organizationId: string }) {
  const text = useText(issueTexts);
  const times = useTimes();
  const { issues } = useApi();
  const queries = useQueryClient();
  const { data } = useQuery({ queryKey, queryFn: () => issues.statistics() });
  useEvents([`orgs/${organizationId}/issue-stats`], ({ data }) => {
    if (isStatistics(data)) queries.setQueryData<IssueStatistics>(queryKey, data);
  });
  const trend = useMemo(
    () => ({
      times: (data?.trend ?? []).map(({ date }) => Date.parse(date) / 1000),
      lines: [
        {
          label: text.created,
          tone: "accent" as const,
          values: (data?.trend ?? []).map((day) => day.created),
        },
        {
          label: text.resolved,
          tone: "good" as const,
          values: (data?.trend ?? []).map((day) => day.resolved),
        },
      ],
    }),
    [data, text],
  );
  return (
    <section className="card figures" aria-labelledby="figures">
      <h2 id="figures">{text.figures}</h2>
      <dl className="big-figures">
        <div>
          <dd>{data ? times.number(data.open) : "–"}</dd>
          <dt>{text.open}</dt>
        </div>
        <div>
          <dd>{data ? times.number(data.resolved) : "–"}</dd>
          <dt>{text.resolved}</dt>
        </div>
        <div>
          <dd>
            {typeof data?.meanMsToResolve === "number"
              ? text.meanHours((data.meanMsToResolve / hourMs).toFixed(1))
              : "–"}
          </dd>
          <dt>{text.toResolve}</dt>
        </div>
      </dl>
      <p className="row">
        {severities.map((severity) => (
          <span key={severity} className="tag" data-tone={toneOf(severity)}>
            {text.severities[severity]} {data?.bySeverity[severity] ?? 0}
          </span>
        ))}
      </p>
      <Chart label={text.trend} {...trend} />
    </section>
  );
}

const isStatistics = (data: unknown): data is IssueStatistics =>
  typeof data === "object" && data !== null && "bySeverity" in data && "trend" in data;
