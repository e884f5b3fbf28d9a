import type { Schedule } from "@firecast/contract/automations/schedules";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Clock, Trash2 } from "lucide-react";
import { useState } from "react";
import { scheduleCalls } from "../api/schedules.js";
import { useCalls } from "../api/useCalls.js";
import { useSpaces } from "../space/spaces.js";
import { type Texts, useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useNow } from "../ui/useNow.js";

interface ScheduleTexts {
  readonly title: string;
  readonly why: string;
  readonly cron: string;
  readonly space: string;
  readonly message: string;
  readonly add: string;
  readonly on: (name: string) => string;
  readonly remove: (name: string) => string;
  readonly next: (ago: string) => string;
  readonly states: Readonly<Record<Schedule["status"], string>>;
}

const texts: Texts<ScheduleTexts> = {
  en: {
    title: "Schedules",
    why: "What it says by itself, again and again.",
    cron: "Minute hour day month weekday",
    space: "Into the chat of",
    message: "Message",
    add: "Add",
    on: (name) => `${name}: on`,
    remove: (name) => `Remove ${name}`,
    next: (ago) => `next ${ago}`,
    states: { active: "active", disabled: "off", suspended: "suspended", ended: "over" },
  },
  de: {
    title: "Zeitpläne",
    why: "Was es von selbst sagt, immer wieder.",
    cron: "Minute Stunde Tag Monat Wochentag",
    space: "In den Chat von",
    message: "Nachricht",
    add: "Hinzufügen",
    on: (name) => `${name}: an`,
    remove: (name) => `${name} entfernen`,
    next: (ago) => `wieder ${ago}`,
    states: { active: "aktiv", disabled: "aus", suspended: "ausgesetzt", ended: "vorbei" },
  },
};

/** What a tool does by itself, for its owner. */
export function Schedules({ toolId }: { toolId: string }) {
  const text = useText(texts);
  const times = useTimes();
  const now = useNow();
  const calls = useCalls(scheduleCalls);
  const queries = useQueryClient();
  const attempt = useAttempt();
  const queryKey = ["schedules", toolId];
  const { data } = useQuery({ queryKey, queryFn: () => calls.list(toolId) });
  const act = (what: () => Promise<unknown>): Promise<boolean> =>
    attempt(async () => {
      await what();
      await queries.invalidateQueries({ queryKey });
    });
  return (
    <section className="card form" aria-labelledby="schedules">
      <h2 id="schedules">{text.title}</h2>
      <p className="muted">{text.why}</p>
      <ul className="feeds">
        {(data?.items ?? []).map(({ id, name, cron, at, enabled, status, nextAt, actions }) => {
          const called =
            name ?? actions.map((action) => ("text" in action ? action.text : action.type))[0] ?? id;
          return (
            <li key={id}>
              <Clock aria-hidden="true" />
              <span className="agenda-main">
                <b className="ellipsis">{called}</b>
                <small className="muted">
                  <code>{cron ?? (at === undefined ? "" : times.full(at))}</code> ·{" "}
                  {nextAt === undefined ? text.states[status] : text.next(times.ago(nextAt, now))}
                </small>
              </span>
              <input
                type="checkbox"
                role="switch"
                aria-label={text.on(called)}
                checked={enabled}
                onChange={({ target }) =>
                  void act(() => calls.change(toolId, id, { enabled: target.checked }))
                }
              />
              <button
                className="icon-button"
                aria-label={text.remove(called)}
                onClick={() => void act(() => calls.remove(toolId, id))}
              >
                <Trash2 aria-hidden="true" />
              </button>
            </li>
          );
        })}
      </ul>
      <NewSchedule
        add={(cron, spaceId, said) =>
          act(() => {
            const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
            return calls.create(toolId, {
              ...{ cron, timeZone },
              actions: [{ type: "post_message", spaceId, text: said }],
            });
          })
        }
      />
    </section>
  );
}

interface NewProps {
  add: (cron: string, spaceId: string, message: string) => Promise<boolean>;
}

function NewSchedule({ add }: NewProps) {
  const text = useText(texts);
  const { data: spaces = [] } = useSpaces();
  const [cron, setCron] = useState("0 9 * * MON");
  const [message, setMessage] = useState("");
  const [chosen, setChosen] = useState("");
  const spaceId = chosen === "" ? (spaces[0]?.id ?? "") : chosen;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void add(cron, spaceId, message).then((worked) => worked && setMessage(""));
      }}
    >
      <div className="form-pair">
        <label className="field">
          {text.cron}
          <input value={cron} required maxLength={200} onChange={({ target }) => setCron(target.value)} />
        </label>
        <label className="field">
          {text.space}
          <select value={spaceId} required onChange={({ target }) => setChosen(target.value)}>
            {spaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="row">
        <input
          className="input grow"
          aria-label={text.message}
          placeholder={text.message}
          required
          maxLength={4000}
          value={message}
          onChange={({ target }) => setMessage(target.value)}
        />
        <button className="button">{text.add}</button>
      </div>
    </form>
  );
}
