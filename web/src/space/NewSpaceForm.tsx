import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useApi } from "../api/useApi.js";
import { type Texts, useText } from "../text/language.js";
import { Form, NameField } from "../ui/Form.js";
import { spacesKey } from "./spaces.js";

interface NewTexts {
  readonly create: string;
  readonly name: string;
  readonly open: string;
  readonly template: string;
  readonly empty: string;
}

const texts: Texts<NewTexts> = {
  en: {
    create: "New space",
    name: "What is it called?",
    open: "Everybody who knows it may join",
    template: "Begins with",
    empty: "nothing",
  },
  de: {
    create: "Neuer Raum",
    name: "Wie heißt er?",
    open: "Alle, die ihn kennen, dürfen hinein",
    template: "Beginnt mit",
    empty: "nichts",
  },
};

export default function NewSpaceForm({ done }: { done: () => void }) {
  const text = useText(texts);
  const { spaces } = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: templates } = useQuery({
    queryKey: ["templates"],
    queryFn: () => spaces.templates(),
    staleTime: Infinity,
  });
  const hasTemplates = (templates?.items.length ?? 0) > 0;
  return (
    <Form
      label={text.create}
      send={async (given) => {
        const template = given.text("template");
        const { id } = await spaces.create({
          name: given.text("name"),
          joinPolicy: given.has("open") ? "open" : "request",
          ...(template !== "" && { setup: { template } }),
        });
        await queries.invalidateQueries({ queryKey: spacesKey });
        done();
        await navigate(`/spaces/${id}/chat`);
      }}
    >
      <NameField label={text.name} name="name" maxLength={120} />
      <label className="check">
        <input name="open" type="checkbox" />
        {text.open}
      </label>
      {hasTemplates && (
        <label className="field">
          {text.template}
          <select name="template">
            <option value="">{text.empty}</option>
            {templates?.items.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </Form>
  );
}
