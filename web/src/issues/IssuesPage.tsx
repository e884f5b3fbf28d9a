import type { IssueStatus, Severity } from "@firecast/contract/issues/issues";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Link } from "react-router";
import { Starting } from "../app/Starting.js";
import { useClaims } from "../auth/useClaims.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Dialog } from "../ui/Dialog.js";
import { Loading } from "../ui/Loading.js";
import { useNow } from "../ui/useNow.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";
import { HeatPlan } from "./HeatPlan.js";
import { IssueFigures } from "./IssueFigures.js";
import { ReportIssue } from "./ReportIssue.js";
import { issueTexts } from "./texts.js";
import { useIssues, usePlaces } from "./useIssues.js";

export const severities: readonly Severity[] = ["critical", "high", "medium", "low"];
const statuses: readonly IssueStatus[] = ["open", "assigned", "in_progress", "resolved"];

export default function IssuesPage() {
  const text = useText(issueTexts);
  useTitle(text.title);
  const claims = useClaims();
  if (!claims) return <Starting />;
  if (claims.organizationId === undefined) return <p className="empty">{text.noOrganization}</p>;
  return <Board organizationId={claims.organizationId} />;
}

function Board({ organizationId }: { organizationId: string }) {
  const text = useText(issueTexts);
  const times = useTimes();
  const now = useNow();
  const problemText = useProblemText();
  const [status, setStatus] = useState<IssueStatus>();
  const [severity, setSeverity] = useState<Severity>();
  const [campus, setCampus] = useState<string>();
  const [words, setWords] = useState("");
  const [isReporting, setIsReporting] = useState(false);
  const searched = useDeferredValue(words.trim());
  const list = useIssues(organizationId, {
    ...(status && { status }),
    ...(severity && { severity }),
    ...(campus !== undefined && { campus }),
    ...(searched !== "" && { text: searched }),
  });
  const { data: places } = usePlaces();
  const buildings = new Map((places?.buildings ?? []).map(({ id, name }) => [id, name]));
  const items = (list.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{text.title}</h1>
        <button className="button primary" onClick={() => setIsReporting(true)}>
          <Plus aria-hidden="true" /> {text.report}
        </button>
      </header>
      <div className="issue-sight">
        {places && (
          <HeatPlan organizationId={organizationId} places={places} campus={campus} choose={setCampus} />
        )}
        <IssueFigures organizationId={organizationId} />
      </div>
      <div className="issue-filters">
        <Chips
          label={text.status}
          all={text.all}
          names={text.statuses}
          options={statuses}
          chosen={status}
          choose={setStatus}
        />
        <Chips
          label={text.severity}
          all={text.all}
          names={text.severities}
          options={severities}
          chosen={severity}
          choose={setSeverity}
        />
        <input
          className="input"
          type="search"
          aria-label={text.search}
          placeholder={text.search}
          maxLength={200}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </div>
      {list.error && <p role="alert">{problemText(list.error)}</p>}
      {list.isPending && <Loading />}
      {list.isSuccess && items.length === 0 && <p className="empty">{text.none}</p>}
      <ul className="card issues">
        {items.map(({ id, title, category, severity, status, buildingId, floor, createdAt }) => (
          <li key={id}>
            <Link to={`/issues/${id}`}>
              <span className="issue-main">
                <b>{readable(title)}</b>
                <small className="muted">
                  {[buildings.get(buildingId), floor === undefined ? undefined : text.floor(floor), category]
                    .filter(Boolean)
                    .join(" · ")}
                  {" · "}
                  {times.ago(createdAt, now)}
                </small>
              </span>
              <span className="tag" data-tone={toneOf(severity)}>
                {text.severities[severity]}
              </span>
              <span className="tag" data-tone={status === "resolved" ? "good" : "info"}>
                {text.statuses[status]}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <button className="button" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </button>
      )}
      <Dialog
        open={isReporting}
        onClose={() => setIsReporting(false)}
        title={text.report}
        closeLabel={text.close}
      >
        {places ? (
          <ReportIssue buildings={places.buildings} done={() => setIsReporting(false)} />
        ) : (
          <Loading rows={3} />
        )}
      </Dialog>
    </div>
  );
}

export const toneOf = (severity: Severity): string =>
  severity === "critical" ? "bad" : severity === "high" ? "warn" : "";

interface ChipsProps<Option extends string> {
  label: string;
  all: string;
  names: Readonly<Record<Option, string>>;
  options: readonly Option[];
  chosen: Option | undefined;
  choose: (option: Option | undefined) => void;
}

function Chips<Option extends string>({ label, all, names, options, chosen, choose }: ChipsProps<Option>) {
  return (
    <div className="chips" role="group" aria-label={label}>
      <span className="chips-label" aria-hidden="true">
        {label}
      </span>
      <button className="chip" aria-pressed={chosen === undefined} onClick={() => choose(undefined)}>
        {all}
      </button>
      {options.map((option) => (
        <button key={option} className="chip" aria-pressed={option === chosen} onClick={() => choose(option)}>
          {names[option]}
        </button>
      ))}
    </div>
  );
}
