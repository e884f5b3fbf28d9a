import type { Automation } from "@firecast/contract/automations/rules";
import { RequestProblem } from "@firecast/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, Lock, Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useOutletContext } from "react-router";
import { automationCalls } from "../api/automations.js";
import { useCalls } from "../api/useCalls.js";
import type { SpaceContext } from "../space/SpacePage.js";
import { useText } from "../text/language.js";
import { Dialog } from "../ui/Dialog.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { useAttempt } from "../ui/useAttempt.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";
import { DryRun } from "./DryRun.js";
import { RuleForm } from "./RuleForm.js";
import { automationTexts, triggers } from "./texts.js";

/** The rules of a space, for its owners. */
export default function AutomationsPage() {
  const { spaceId, name } = useOutletContext<SpaceContext>();
  const text = useText(automationTexts);
  useTitle(`${text.title}, ${name}`);
  const problemText = useProblemText();
  const calls = useCalls(automationCalls);
  const queries = useQueryClient();
  const [isNew, setIsNew] = useState(false);
  const [tried, setTried] = useState<Automation>();
  const queryKey = ["automations", spaceId];
  const list = useQuery({ queryKey, queryFn: () => calls.list(spaceId, { limit: 100 }) });
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey });
  const rules = list.data?.items ?? [];
  if (list.error instanceof RequestProblem && list.error.status === 403)
    return <Empty icon={Lock} title={text.notOwner} />;
  return (
    <div className="page narrow">
      <header className="page-head">
        <h2>{text.title}</h2>
        <button className="button primary" onClick={() => setIsNew(true)}>
          <Plus aria-hidden="true" /> {text.create}
        </button>
      </header>
      {list.error && <p role="alert">{problemText(list.error)}</p>}
      {list.isPending && <Loading rows={3} />}
      {list.isSuccess && rules.length === 0 && (
        <Empty icon={Zap} title={text.none}>
          <p>{text.noneWhy}</p>
        </Empty>
      )}
      <ul className="rules">
        {rules.map((rule) => (
          <RuleCard key={rule.id} rule={rule} renew={renew} tryOut={() => setTried(rule)} />
        ))}
      </ul>
      <Dialog open={isNew} onClose={() => setIsNew(false)} title={text.create} closeLabel={text.close}>
        <RuleForm
          save={async (draft) => {
            await calls.create(spaceId, draft);
            await renew();
            setIsNew(false);
          }}
        />
      </Dialog>
      <Dialog
        open={tried !== undefined}
        onClose={() => setTried(undefined)}
        title={tried?.name ?? ""}
        closeLabel={text.close}
      >
        {tried && <DryRun rule={tried} />}
      </Dialog>
    </div>
  );
}

interface CardProps {
  rule: Automation;
  renew: () => Promise<void>;
  tryOut: () => void;
}

function RuleCard({ rule, renew, tryOut }: CardProps) {
  const { id, spaceId, name, trigger, actions, enabled, suspended } = rule;
  const text = useText(automationTexts);
  const calls = useCalls(automationCalls);
  const attempt = useAttempt();
  const awaited = trigger.type === "cron" ? "cron" : trigger.event;
  const known = triggers.find((one) => one === awaited);
  const match = trigger.type === "event" ? trigger.match : undefined;
  const words = [match?.words, match?.phrases, match?.prefixes].flatMap((some) => some ?? []);
  return (
    <li className="card rule">
      <header className="page-head">
        <h3>{name}</h3>
        <label className="check">
          <input
            type="checkbox"
            role="switch"
            checked={enabled}
            aria-label={`${name}: ${text.on}`}
            onChange={({ target }) =>
              void attempt(() => calls.change(spaceId, id, { enabled: target.checked }).then(renew))
            }
          />
          {text.on}
        </label>
      </header>
      <p>
        <span className="muted">{text.when}</span> {known ? text.triggers[known] : awaited}
        {trigger.type === "cron" && <code> {trigger.cron}</code>}
        {words.map((word) => (
          <span key={word} className="tag">
            {word}
          </span>
        ))}
      </p>
      <p>
        <span className="muted">{text.then}</span> {actions.map(({ type }) => text.actions[type]).join(", ")}
      </p>
      {suspended && <p className="warned">{text.suspended[suspended.reason]}</p>}
      <div className="row">
        <button className="button small" onClick={tryOut}>
          <FlaskConical aria-hidden="true" /> {text.tryOut}
        </button>
        <button
          className="button small danger"
          onClick={() => void attempt(() => calls.remove(spaceId, id).then(renew))}
        >
          <Trash2 aria-hidden="true" /> {text.remove}
        </button>
      </div>
    </li>
  );
}
