import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pin as PinIcon } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { allPages } from "../api/allPages.js";
import { useApi } from "../api/useApi.js";
import { useUser } from "../auth/session.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Form, NameField } from "../ui/Form.js";
import { TilePage } from "../ui/TilePage.js";
import { useTitle } from "../ui/useTitle.js";
import { Pipelines } from "./Pipelines.js";
import { pinTexts } from "./texts.js";
import { useLiveRoot } from "./useLiveRoot.js";
import { Variables } from "./Variables.js";

/** The user's pins with their variables as they are at this moment, and what runs for the user. */
export default function PinsPage() {
  const text = useText(pinTexts);
  useTitle(text.title);
  const times = useTimes();
  const { uid } = useUser();
  const { pins } = useApi();
  const queries = useQueryClient();
  const queryKey = ["pins", uid];
  const list = useQuery({ queryKey, queryFn: () => allPages((at) => pins.list({ limit: 100, ...at }), 3) });
  useEvents([`users/${uid}/pins`], () => void queries.invalidateQueries({ queryKey }));
  return (
    <TilePage
      title={text.title}
      heading="h1"
      list={list}
      items={list.data ?? []}
      none={{ icon: PinIcon, title: text.none, why: text.noneWhy }}
      create={{ label: text.create, close: text.close, form: <NewPin /> }}
      tile={({ id, title, templateVars, status, views }) => (
        <Link className="card tile" to={`/pins/${id}`}>
          <span className="tile-head">
            <PinIcon aria-hidden="true" />
            <span className="tag" data-tone={status === "published" ? "good" : ""}>
              {text[status]}
            </span>
          </span>
          <b>{readable(title)}</b>
          <LiveVariables pinId={id} uid={uid} vars={templateVars} />
          <small className="muted">{text.views(times.number(views))}</small>
        </Link>
      )}
    >
      <Pipelines uid={uid} />
    </TilePage>
  );
}

interface LiveProps {
  pinId: string;
  uid: string;
  vars: Parameters<typeof Variables>[0]["vars"];
}

function LiveVariables({ pinId, uid, vars }: LiveProps) {
  const root = useLiveRoot<HTMLDivElement>(`users/${uid}/pins`, pinId);
  return (
    <div ref={root}>
      <Variables vars={vars} />
    </div>
  );
}

function NewPin() {
  const text = useText(pinTexts);
  const { pins } = useApi();
  const navigate = useNavigate();
  return (
    <Form
      label={text.create}
      send={async (given) => {
        const { id } = await pins.create({ title: given.text("title") });
        await navigate(`/pins/${id}`);
      }}
    >
      <NameField label={text.name} name="title" />
    </Form>
  );
}
