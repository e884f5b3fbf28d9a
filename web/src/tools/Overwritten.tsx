import type { Json, StateObject } from "@firecast/contract/stateTree";
import { useText } from "../text/language.js";
import { toolTexts } from "./texts.js";

interface OverwrittenProps {
  values: StateObject;
  keep: () => void;
  putBack: () => void;
}

/** What the user's last change has replaced of others', which they had not seen. */
export function Overwritten({ values, keep, putBack }: OverwrittenProps) {
  const text = useText(toolTexts);
  const shown = Object.entries(values);
  return (
    <div role="status">
      {shown.length > 0 && (
        <div className="overwritten">
          <b>{text.overwritten}</b>
          <ul>
            {shown.map(([key, value]) => (
              <li key={key}>{text.was(key.replace(/^votes\./, ""), asText(value) ?? text.nothing)}</li>
            ))}
          </ul>
          <div className="row">
            <button className="button small" onClick={putBack}>
              {text.putBack}
            </button>
            <button className="button small" onClick={keep}>
              {text.keep}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}

const asText = (value: Json): string | undefined =>
  value === null ? undefined : typeof value === "string" ? `“${value}”` : JSON.stringify(value);
