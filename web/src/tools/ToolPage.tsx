import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, GitFork } from "lucide-react";
import { useEffect } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { NotFound } from "../app/NotFound.js";
import { Starting } from "../app/Starting.js";
import { useUser } from "../auth/session.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { useTitle } from "../ui/useTitle.js";
import { DeployMenu } from "./DeployMenu.js";
import { PollBoard } from "./PollBoard.js";
import { Schedules } from "./Schedules.js";
import { toolTexts } from "./texts.js";

export default function ToolPage() {
  const { toolId = "" } = useParams();
  const text = useText(toolTexts);
  const times = useTimes();
  const { uid } = useUser();
  const { tools } = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tell = useToast();
  const problemText = useProblemText();
  const queryKey = ["tool", toolId];
  const { data: tool, error } = useQuery({ queryKey, queryFn: () => tools.get(toolId) });
  useEvents([`tools/${toolId}`], () => void queries.invalidateQueries({ queryKey }));
  useTitle(tool?.name ?? text.title);
  const isArchived = tool?.archivedAt !== undefined;
  useEffect(() => {
    if (tool && !isArchived) void tools.use(tool.id).catch(() => undefined); // a figure, nothing more
  }, [tool?.id, isArchived, tools]);

  if (error) return <NotFound />;
  if (!tool) return <Starting />;
  const attempt = (act: Promise<unknown>): void =>
    void act.catch((problem: unknown) => tell({ title: problemText(problem), kind: "problem" }));
  const fork = async (): Promise<void> => {
    const { id } = await tools.fork(toolId);
    await navigate(`/tools/${id}`);
    tell({ title: text.forked });
  };
  return (
    <div className="page narrow">
      <header className="page-head">
        <div>
          <h1>{readable(tool.name)}</h1>
          <p className="muted">
            {text.uses(times.number(tool.uses))} · {text.version(tool.version)}
            {tool.forkOf !== undefined && (
              <>
                {" · "}
                <Link to={`/tools/${tool.forkOf}`}>{text.forkOf}</Link>
              </>
            )}
          </p>
        </div>
        <div className="row">
          {isArchived && <span className="tag">{text.archived}</span>}
          <button className="button" onClick={() => attempt(fork())}>
            <GitFork aria-hidden="true" /> {text.fork}
          </button>
          {tool.ownerId === uid && !isArchived && (
            <>
              <DeployMenu toolId={toolId} />
              <button className="button" onClick={() => attempt(tools.archive(toolId))}>
                <Archive aria-hidden="true" /> {text.archive}
              </button>
            </>
          )}
        </div>
      </header>
      <PollBoard key={toolId} toolId={toolId} isFixed={isArchived} />
      <p className="muted">{text.shared}</p>
      {tool.ownerId === uid && !isArchived && <Schedules toolId={toolId} />}
    </div>
  );
}
