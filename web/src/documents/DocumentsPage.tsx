import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { Link, useNavigate, useOutletContext } from "react-router";
import { useApi } from "../api/useApi.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Form, NameField } from "../ui/Form.js";
import { TilePage } from "../ui/TilePage.js";
import { useNow } from "../ui/useNow.js";
import { useTitle } from "../ui/useTitle.js";
import { documentTexts } from "./texts.js";

/** The texts that a space writes together. */
export default function DocumentsPage() {
  const { spaceId, name } = useOutletContext<SpaceContext>();
  const text = useText(documentTexts);
  useTitle(`${text.title}, ${name}`);
  const times = useTimes();
  const now = useNow();
  const { documents } = useApi();
  const list = useQuery({
    queryKey: ["documents", spaceId],
    queryFn: () => documents.list({ spaceId, limit: 100 }),
    refetchOnMount: "always",
  });
  return (
    <TilePage
      title={text.title}
      list={list}
      items={list.data?.items ?? []}
      none={{ icon: FileText, title: text.none }}
      create={{ label: text.create, close: text.close, form: <NewDocument spaceId={spaceId} /> }}
      tile={({ id, title, updatedAt }) => (
        <Link className="card tile" to={`/documents/${id}`}>
          <FileText aria-hidden="true" />
          <b>{readable(title)}</b>
          <small className="muted">{times.ago(updatedAt, now)}</small>
        </Link>
      )}
    />
  );
}

function NewDocument({ spaceId }: { spaceId: string }) {
  const text = useText(documentTexts);
  const { documents } = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <Form
      label={text.create}
      send={async (given) => {
        const { id } = await documents.create({ title: given.text("title"), spaceId });
        void queries.invalidateQueries({ queryKey: ["documents", spaceId] });
        await navigate(`/documents/${id}`);
      }}
    >
      <NameField label={text.name} name="title" />
    </Form>
  );
}
