import type { Automation, DryRunAnswer } from "@firecast/contract/automations/rules";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { automationCalls } from "../api/automations.js";
import { useCalls } from "../api/useCalls.js";
import { useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { useAttempt } from "../ui/useAttempt.js";
import { automationTexts } from "./texts.js";

/** What a rule would do, and what it has done. Nothing is done by it. */
export function DryRun({ rule }: { rule: Automation }) {
  const { id, spaceId, trigger } = rule;
  const text = useText(automationTexts);
  const times = useTimes();
  const calls = useCalls(automationCalls);
  const attempt = useAttempt();
  const [answer, setAnswer] = useState<DryRunAnswer>();
  const [said, setSaid] = useState("");
  const firings = useQuery({
    queryKey: ["automations", spaceId, id, "firings"],
    queryFn: () => calls.firings(spaceId, id),
    refetchOnMount: "always",
  });
  const takesText = trigger.type === "event" && trigger.event === "message_posted";
  const run = (): Promise<unknown> =>
    attempt(async () =>
      setAnswer(await calls.dryRun(spaceId, id, takesText && said !== "" ? { "message.text": said } : {})),
    );
  return (
    <div className="form">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {takesText && (
          <input
            className="input grow"
            aria-label={text.tryFor}
            placeholder={text.tryFor}
            maxLength={4000}
            value={said}
            onChange={({ target }) => setSaid(target.value)}
          />
        )}
        <button className="button primary">{text.tryOut}</button>
      </form>
      <div role="status">{answer && <Outcome answer={answer} />}</div>
      <h3>{text.firings}</h3>
      {firings.isSuccess && firings.data.items.length === 0 && <p className="muted">{text.neverFired}</p>}
      <ul className="firings">
        {(firings.data?.items ?? []).map(({ id, at, cause, outcome }) => (
          <li key={id}>
            <time dateTime={at}>{times.full(at)}</time> <span className="muted">{cause.event}</span>
            <span className="tag" data-tone={outcome === "completed" ? "good" : "warn"}>
              {text.outcomes[outcome]}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Outcome({ answer: { fires, reasons, actions } }: { answer: DryRunAnswer }) {
  const text = useText(automationTexts);
  return (
    <div className="dry-run" data-fires={fires}>
      <b>{fires ? text.fires : text.firesNot}</b>
      {reasons.length > 0 && <p className="muted">{reasons.join(" ")}</p>}
      <ul>
        {actions.map(({ action, allowed, reason }, index) => (
          <li key={index}>
            <span className="tag" data-tone={allowed ? "good" : "bad"}>
              {allowed ? text.allowed : text.refused}
            </span>{" "}
            {text.actions[action.type]}
            {"text" in action && <q>{action.text}</q>}
            {"title" in action && <q>{action.title}</q>}
            {reason !== undefined && <small className="muted"> {reason}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
