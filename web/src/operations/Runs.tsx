import type { JobRun } from "@firecast/contract/jobs";
import { Activity } from "lucide-react";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { Table } from "../ui/Table.js";
import { useNow } from "../ui/useNow.js";
import { operationTexts } from "./texts.js";

/** The newest runs of the scheduled jobs. */
export function Runs({ runs }: { runs: readonly JobRun[] | undefined }) {
  const text = useText(operationTexts);
  const times = useTimes();
  const now = useNow();
  return (
    <section className="card" aria-labelledby="runs">
      <h2 id="runs">{text.runs}</h2>
      {!runs && <Loading rows={2} />}
      {runs?.length === 0 && <Empty icon={Activity} title={text.noRuns} />}
      {runs && runs.length > 0 && (
        <Table labelledBy="runs" columns={[text.job, text.began, text.outcome, text.counts]}>
          {runs.map(({ runId, job, startedAt, outcome, counts, missed, error }) => (
            <tr key={runId}>
              <th scope="row">{job}</th>
              <td>
                <time dateTime={startedAt} title={times.full(startedAt)}>
                  {times.ago(startedAt, now)}
                </time>
              </td>
              <td>
                <span
                  className="tag"
                  data-tone={outcome === "failed" ? "bad" : outcome ? "good" : "info"}
                  title={error}
                >
                  {text.outcomes[outcome ?? "running"]}
                </span>
                {missed > 0 && <small className="muted"> {text.missed(missed)}</small>}
              </td>
              <td className="muted">
                {Object.entries(counts)
                  .map(([name, count]) => `${name} ${times.number(count)}`)
                  .join(", ") || "–"}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
