import type { Building } from "@firecast/contract/issues/places";
import type { Severity } from "@firecast/contract/issues/issues";
import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { Field, Form, NameField } from "../ui/Form.js";
import { severities } from "./IssuesPage.js";
import { issueTexts } from "./texts.js";

export function ReportIssue({ buildings, done }: { buildings: readonly Building[]; done: () => void }) {
  const text = useText(issueTexts);
  const { issues } = useApi();
  const queries = useQueryClient();
  return (
    <Form
      label={text.report}
      send={async (given) => {
        const floor = given.text("floor");
        await issues.create({
          title: given.text("title"),
          description: given.text("description"),
          category: given.text("category"),
          severity: severityOf(given.text("severity")),
          buildingId: given.text("building"),
          ...(floor !== "" && { floor: Number(floor) }),
        });
        void queries.invalidateQueries({ queryKey: ["issues"] });
        done();
      }}
    >
      <NameField label={text.name} name="title" />
      <label className="field">
        {text.description}
        <textarea name="description" maxLength={5000} />
      </label>
      <Field label={text.category} name="category" required pattern="[A-Za-z][A-Za-z0-9 _\-]{0,39}" />
      <label className="field">
        {text.severity}
        <select name="severity" defaultValue="medium">
          {severities.map((severity) => (
            <option key={severity} value={severity}>
              {text.severities[severity]}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {text.building}
        <select name="building" required>
          {buildings.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Field label={text.floorLabel} name="floor" type="number" min={-20} max={200} />
    </Form>
  );
}

const severityOf = (text: string): Severity => severities.find((severity) => severity === text) ?? "medium";
