import type { TemplateVars } from "@firecast/contract/pins";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useText } from "../text/language.js";
import { useAttempt } from "../ui/useAttempt.js";
import { pinTexts } from "./texts.js";
import { textOf } from "./Variables.js";

interface EditProps {
  vars: TemplateVars;
  save: (vars: TemplateVars) => Promise<unknown>;
}

/** One field for each variable: Enter, or leaving it, saves it. */
export function EditVariables({ vars, save }: EditProps) {
  const text = useText(pinTexts);
  const attempt = useAttempt();
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const put = (changed: TemplateVars): Promise<boolean> => attempt(() => save(changed));
  return (
    <section className="card form" aria-label={text.change}>
      {Object.entries(vars).map(([name, known]) => (
        <form
          key={`${name} ${textOf(known)}`}
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            const given = new FormData(event.currentTarget).get("value");
            if (typeof given === "string" && given !== textOf(known)) void put({ ...vars, [name]: given });
          }}
        >
          <label className="var-field grow">
            <span className="ellipsis">{name}</span>
            <input className="input" name="value" defaultValue={textOf(known)} maxLength={2000} />
          </label>
          <button className="button">{text.save}</button>
          <button
            type="button"
            className="icon-button"
            aria-label={text.removeVariable(name)}
            onClick={() => {
              const { [name]: _, ...others } = vars;
              void put(others);
            }}
          >
            <X aria-hidden="true" />
          </button>
        </form>
      ))}
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void put({ ...vars, [name.trim()]: value }).then((worked) => {
            if (!worked) return;
            setName("");
            setValue("");
          });
        }}
      >
        <input
          className="input grow"
          aria-label={text.variable}
          placeholder={text.variable}
          required
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <input
          className="input grow"
          aria-label={text.value}
          placeholder={text.value}
          maxLength={2000}
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
        <button className="button" disabled={name.trim() === ""}>
          <Plus aria-hidden="true" /> {text.add}
        </button>
      </form>
    </section>
  );
}
