import type { Preferences, QuietHours } from "@firecast/contract/notifications/preferences";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/useApi.js";
import { useSpaces } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { Loading } from "../ui/Loading.js";
import { useAttempt } from "../ui/useAttempt.js";
import { categories, pushTexts } from "./pushTexts.js";

const queryKey = ["preferences"];

/** What the user wants to be pushed, and when not. */
export function PushPreferences() {
  const text = useText(pushTexts);
  const { inbox } = useApi();
  const queries = useQueryClient();
  const attempt = useAttempt();
  const { data: spaces = [] } = useSpaces();
  const { data } = useQuery({ queryKey, queryFn: () => inbox.preferences() });
  if (!data) return <Loading rows={3} />;
  const put = async (change: Partial<Preferences>): Promise<void> => {
    const wanted = { ...data, ...change };
    queries.setQueryData(queryKey, wanted);
    if (!(await attempt(() => inbox.setPreferences(wanted)))) queries.setQueryData(queryKey, data);
  };
  const isOn = data.push ?? true;
  return (
    <>
      <fieldset className="card form">
        <legend>{text.pushes}</legend>
        <Switch label={text.all} isOn={isOn} turn={(push) => void put({ push })} />
        {categories.map((category) => (
          <Switch
            key={category}
            label={text.categories[category]}
            isOn={data.categories?.[category]?.push ?? isOn}
            turn={(push) => void put({ categories: { ...data.categories, [category]: { push } } })}
          />
        ))}
      </fieldset>
      {spaces.length > 0 && (
        <fieldset className="card form">
          <legend>{text.spaces}</legend>
          <p className="muted">{text.spacesWhy}</p>
          {spaces.map(({ id, name }) => (
            <Switch
              key={id}
              label={name}
              isOn={data.spaces?.[id]?.muted !== true}
              turn={(isWanted) => void put({ spaces: { ...data.spaces, [id]: { muted: !isWanted } } })}
            />
          ))}
        </fieldset>
      )}
      <Quiet hours={data.quietHours ?? undefined} put={(quietHours) => void put({ quietHours })} />
    </>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean;
  turn: (isOn: boolean) => void;
}

function Switch({ label, isOn, turn }: SwitchProps) {
  return (
    <label className="check spread">
      <span className="ellipsis">{label}</span>
      <input type="checkbox" role="switch" checked={isOn} onChange={({ target }) => turn(target.checked)} />
    </label>
  );
}

interface QuietProps {
  hours: QuietHours | undefined;
  put: (hours: QuietHours | null) => void;
}

function Quiet({ hours, put }: QuietProps) {
  const text = useText(pushTexts);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const known = hours ?? { from: "22:00", to: "07:00", timeZone };
  const change = (part: Partial<QuietHours>): void => {
    const next = { ...known, timeZone, ...part };
    if (next.from !== "" && next.to !== "" && next.from !== next.to) put(next);
  };
  return (
    <fieldset className="card form">
      <legend>{text.quiet}</legend>
      <Switch label={text.quietWhy} isOn={hours !== undefined} turn={(isOn) => put(isOn ? known : null)} />
      {hours && (
        <div className="form-pair">
          <label className="field">
            {text.from}
            <input
              type="time"
              required
              value={hours.from}
              onChange={({ target }) => change({ from: target.value })}
            />
          </label>
          <label className="field">
            {text.to}
            <input
              type="time"
              required
              value={hours.to}
              onChange={({ target }) => change({ to: target.value })}
            />
          </label>
        </div>
      )}
    </fieldset>
  );
}
