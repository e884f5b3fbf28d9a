import type { Issue } from "@firecast/contract/issues/issues";
import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { NotFound } from "../app/NotFound.js";
import { Starting } from "../app/Starting.js";
import { useUser } from "../auth/session.js";
import { useClaims } from "../auth/useClaims.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { useTitle } from "../ui/useTitle.js";
import { toneOf } from "./IssuesPage.js";
import { issueTexts } from "./texts.js";
import { usePlaces } from "./useIssues.js";

export default function IssuePage() {
  const { issueId = "" } = useParams();
  const { issues } = useApi();
  const queries = useQueryClient();
  const queryKey = ["issue", issueId];
  const { data: issue, error } = useQuery({ queryKey, queryFn: () => issues.get(issueId) });
  const text = useText(issueTexts);
  useTitle(issue?.title ?? text.title);
  useEvents(issue ? [`orgs/${issue.organizationId}/issues`] : [], ({ data }) => {
    if (typeof data === "object" && data !== null && "id" in data && data.id === issueId)
      void queries.invalidateQueries({ queryKey });
  });
  if (error) return <NotFound />;
  if (!issue) return <Starting />;
  return <Details issue={issue} changed={() => void queries.invalidateQueries({ queryKey })} />;
}

function Details({ issue, changed }: { issue: Issue; changed: () => void }) {
  const text = useText(issueTexts);
  const times = useTimes();
  const { data: places } = usePlaces();
  const building = places?.buildings.find(({ id }) => id === issue.buildingId);
  const campus = places?.campuses.find(({ id }) => id === issue.campusId);
  const facts = [
    [text.campus, campus?.name ?? issue.campusId],
    [text.building, building?.name ?? issue.buildingId],
    ...(issue.floor === undefined ? [] : [[text.floorLabel, String(issue.floor)]]),
    [text.kind, issue.category],
    [text.reporter, `${issue.reporterId}, ${times.full(issue.createdAt)}`],
    [text.assignee, issue.assigneeId ?? text.nobody],
    [text.updated, `${issue.updatedBy}, ${times.full(issue.updatedAt)}`],
  ];
  return (
    <div className="page narrow">
      <Link className="row" to="/issues">
        <ArrowLeft aria-hidden="true" /> {text.back}
      </Link>
      <header className="page-head">
        <h1>{readable(issue.title)}</h1>
        <span className="row">
          <span className="tag" data-tone={toneOf(issue.severity)}>
            {text.severities[issue.severity]}
          </span>
          <span className="tag" data-tone={issue.status === "resolved" ? "good" : "info"}>
            {text.statuses[issue.status]}
          </span>
        </span>
      </header>
      {issue.description !== "" && <p className="prose">{issue.description}</p>}
      <dl className="card facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {issue.resolution !== undefined && <p className="card prose">{issue.resolution}</p>}
      {issue.status !== "resolved" && <Acts issue={issue} changed={changed} />}
    </div>
  );
}

/** Managers and admins assign to any member; the assignee sees it through. */
function Acts({ issue, changed }: { issue: Issue; changed: () => void }) {
  const text = useText(issueTexts);
  const { uid } = useUser();
  const claims = useClaims();
  const { issues } = useApi();
  const tell = useToast();
  const problemText = useProblemText();
  const [assignee, setAssignee] = useState("");
  const [resolution, setResolution] = useState("");
  const directs = claims?.role === "manager" || claims?.role === "admin";
  const isOwn = issue.assigneeId === uid;
  const attempt = (act: Promise<unknown>): void =>
    void act.then(changed).catch((error: unknown) => tell({ title: problemText(error), kind: "problem" }));
  return (
    <section className="card form">
      {directs && (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            attempt(issues.assign(issue.id, assignee.trim()));
          }}
        >
          <input
            className="input grow"
            aria-label={text.assign}
            placeholder={text.assign}
            value={assignee}
            required
            pattern="[A-Za-z0-9_\-]{1,128}"
            onChange={({ target }) => setAssignee(target.value)}
          />
          <button className="button">{text.assign}</button>
          {!isOwn && (
            <button type="button" className="button" onClick={() => attempt(issues.assign(issue.id, uid))}>
              {text.take}
            </button>
          )}
        </form>
      )}
      {(directs || isOwn) && issue.status === "assigned" && (
        <button
          className="button"
          onClick={() => attempt(issues.change(issue.id, { status: "in_progress" }))}
        >
          {text.begin}
        </button>
      )}
      {(directs || isOwn) && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            attempt(issues.resolve(issue.id, resolution));
          }}
        >
          <label className="field">
            {text.resolution}
            <textarea
              value={resolution}
              required
              maxLength={2000}
              onChange={({ target }) => setResolution(target.value)}
            />
          </label>
          <button className="button primary">{text.resolve}</button>
        </form>
      )}
    </section>
  );
}
