import type { Pin } from "@firecast/contract/pins";
import { RequestProblem } from "@firecast/client";
import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, ExternalLink, Globe, Lock } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link, useParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { NotFound } from "../app/NotFound.js";
import { Starting } from "../app/Starting.js";
import { useUser } from "../auth/session.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useTitle } from "../ui/useTitle.js";
import { EditVariables } from "./EditVariables.js";
import { pinTexts } from "./texts.js";
import { useLiveRoot } from "./useLiveRoot.js";
import { Variables } from "./Variables.js";

const Views = lazy(() => import("./Views.js"));

export default function PinPage() {
  const { pinId = "" } = useParams();
  const text = useText(pinTexts);
  const { pins } = useApi();
  const queries = useQueryClient();
  const queryKey = ["pin", pinId];
  const { data: pin, error } = useQuery({ queryKey, queryFn: () => pins.get(pinId) });
  useEvents([`pins/${pinId}`], ({ type }) => {
    if (type === "pin:views_updated") void queries.invalidateQueries({ queryKey: ["pin views", pinId] });
    void queries.invalidateQueries({ queryKey });
  });
  useTitle(pin?.title ?? text.title);
  if (error instanceof RequestProblem) return <NotFound />;
  if (!pin) return <Starting failed={error !== null} />;
  return <Board pin={pin} />;
}

function Board({ pin }: { pin: Pin }) {
  const { id, title, templateVars, isPublic, views, ownerId } = pin;
  const text = useText(pinTexts);
  const times = useTimes();
  const { uid } = useUser();
  const { pins } = useApi();
  const queries = useQueryClient();
  const attempt = useAttempt();
  const root = useLiveRoot<HTMLDivElement>(`pins/${id}`, id);
  const keep = (changed: Pin): void => void queries.setQueryData(["pin", id], changed);
  return (
    <div className="page narrow">
      <Link className="back" to="/pins">
        <ArrowLeft aria-hidden="true" /> {text.toBoard}
      </Link>
      <header className="page-head">
        <div>
          <h1>{readable(title)}</h1>
          <p className="muted">{text.views(times.number(views))}</p>
        </div>
        {ownerId === uid && (
          <button
            className={isPublic ? "button" : "button primary"}
            onClick={() =>
              void attempt(async () => keep(await (isPublic ? pins.unpublish(id) : pins.publish(id))))
            }
          >
            {isPublic ? <Lock aria-hidden="true" /> : <Globe aria-hidden="true" />}
            {isPublic ? text.unpublish : text.publish}
          </button>
        )}
      </header>
      {isPublic && (
        <p className="card row public-link">
          <span className="grow">{text.publicWhy}</span>
          <a className="button small" href={`/p/${id}`} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden="true" /> {text.publicPage}
          </a>
        </p>
      )}
      <section className="card" aria-labelledby="variables" ref={root}>
        <h2 id="variables">{text.variables}</h2>
        {Object.keys(templateVars).length === 0 ? (
          <p className="muted">{text.noVariables}</p>
        ) : (
          <Variables vars={templateVars} />
        )}
      </section>
      {ownerId === uid && (
        <>
          <EditVariables vars={templateVars} save={async (vars) => keep(await pins.setVars(id, vars))} />
          <Suspense fallback={<Starting />}>
            <Views pinId={id} />
          </Suspense>
        </>
      )}
    </div>
  );
}
