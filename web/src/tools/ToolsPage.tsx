import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Vote } from "lucide-react";
import { Link, useNavigate, useOutletContext } from "react-router";
import { useApi } from "../api/useApi.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { useOwnMember } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Form, NameField } from "../ui/Form.js";
import { TilePage } from "../ui/TilePage.js";
import { useTitle } from "../ui/useTitle.js";
import { toolTexts } from "./texts.js";

/** What is deployed to a space. */
export default function ToolsPage() {
  const { spaceId, name } = useOutletContext<SpaceContext>();
  const text = useText(toolTexts);
  useTitle(`${text.title}, ${name}`);
  const times = useTimes();
  const { tools } = useApi();
  const queries = useQueryClient();
  const mayDeploy = ["owner", "admin"].includes(useOwnMember(spaceId)?.role ?? "");
  const queryKey = ["tools", spaceId];
  const list = useQuery({ queryKey, queryFn: () => tools.list({ spaceId, limit: 100 }) });
  useEvents([`spaces/${spaceId}`], ({ type }) => {
    if (type.startsWith("tool:")) void queries.invalidateQueries({ queryKey });
  });
  const create = { label: text.create, close: text.close, form: <NewPoll spaceId={spaceId} /> };
  return (
    <TilePage
      title={text.title}
      list={list}
      items={list.data?.items ?? []}
      none={{ icon: Vote, title: text.none }}
      create={mayDeploy ? create : undefined}
      tile={({ id, name, description, uses, forkOf }) => (
        <Link className="card tile" to={`/tools/${id}`}>
          <Vote aria-hidden="true" />
          <b>{readable(name)}</b>
          {description && <span>{readable(description)}</span>}
          <small className="muted">
            {text.uses(times.number(uses))}
            {forkOf !== undefined && ` · ${text.forkOf}`}
          </small>
        </Link>
      )}
    />
  );
}

function NewPoll({ spaceId }: { spaceId: string }) {
  const text = useText(toolTexts);
  const { tools } = useApi();
  const navigate = useNavigate();
  return (
    <Form
      label={text.create}
      send={async (given) => {
        const { id } = await tools.create({ name: given.text("name") });
        await tools.deploy(id, spaceId);
        await navigate(`/tools/${id}`);
      }}
    >
      <NameField label={text.name} name="name" maxLength={120} />
    </Form>
  );
}
