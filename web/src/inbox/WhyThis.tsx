import type { DecisionReason, PushOutcome, Trace } from "@firecast/contract/notifications/push";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { pushCalls } from "../api/operations.js";
import { useCalls } from "../api/useCalls.js";
import { type Texts, useText } from "../text/language.js";
import { useTimes } from "../text/times.js";
import { Loading } from "../ui/Loading.js";
import { useProblemText } from "../ui/problem.js";

type Act = NonNullable<Trace["decision"]>["action"];

interface WhyTexts {
  readonly type: (name: string) => string;
  readonly acts: Readonly<Record<Act, string>>;
  readonly reasons: Readonly<Record<DecisionReason, string>>;
  readonly undecided: string;
  readonly until: (time: string) => string;
  readonly devices: string;
  readonly noDevice: string;
  readonly outcomes: Readonly<Record<PushOutcome, string>>;
  readonly attempts: (count: number) => string;
  readonly settings: string;
}

const texts: Texts<WhyTexts> = {
  en: {
    type: (name) => `It is of the type ${name.replaceAll("_", " ")}: you are among those who are told.`,
    acts: {
      send: "It was pushed to your devices",
      hold: "Its push is held back",
      drop: "It was not pushed",
    },
    reasons: {
      preferred: "your settings want it",
      required: "it has to be told",
      muted_by_user: "you have switched such pushes off",
      muted_space: "you have muted the space",
      quiet_hours: "these are your quiet hours",
      throttled: "there were many at that time",
      batched: "it joins others of its kind",
      seen_meanwhile: "you were looking at your inbox",
      no_device: "you have no device for pushes",
      expired: "it came too late to be of use",
      retracted: "it was taken back",
    },
    undecided: "Nothing is decided about a push yet.",
    until: (time) => `until ${time}`,
    devices: "Devices",
    noDevice: "No device was pushed to.",
    outcomes: {
      sent: "sent",
      target_gone: "signed out",
      failed: "failed",
      expired: "too late",
      retrying: "tried again",
    },
    attempts: (count) => (count === 1 ? "1 attempt" : `${count} attempts`),
    settings: "Change what is pushed to you",
  },
  de: {
    type: (name) =>
      `Sie ist von der Art ${name.replaceAll("_", " ")}: Du gehörst zu denen, die davon erfahren.`,
    acts: {
      send: "Sie ging als Push an deine Geräte",
      hold: "Ihr Push wird zurückgehalten",
      drop: "Sie ging nicht als Push hinaus",
    },
    reasons: {
      preferred: "deine Einstellungen wollen es",
      required: "es muss gesagt werden",
      muted_by_user: "du hast solche Pushs abgeschaltet",
      muted_space: "du hast den Raum stummgeschaltet",
      quiet_hours: "es ist deine Ruhezeit",
      throttled: "es waren gerade viele",
      batched: "sie gehört zu anderen ihrer Art",
      seen_meanwhile: "du hast in den Posteingang gesehen",
      no_device: "du hast kein Gerät für Pushs",
      expired: "es war zu spät dafür",
      retracted: "sie wurde zurückgenommen",
    },
    undecided: "Über einen Push ist noch nicht entschieden.",
    until: (time) => `bis ${time}`,
    devices: "Geräte",
    noDevice: "An kein Gerät ging ein Push.",
    outcomes: {
      sent: "gesendet",
      target_gone: "abgemeldet",
      failed: "gescheitert",
      expired: "zu spät",
      retrying: "neuer Versuch",
    },
    attempts: (count) => (count === 1 ? "1 Versuch" : `${count} Versuche`),
    settings: "Ändern, was als Push kommt",
  },
};

/** The trace of a notification: why it came, and what became of its push. */
export function WhyThis({ notificationId }: { notificationId: string }) {
  const text = useText(texts);
  const times = useTimes();
  const problemText = useProblemText();
  const calls = useCalls(pushCalls);
  const { data, error } = useQuery({
    queryKey: ["trace", notificationId],
    queryFn: () => calls.trace(notificationId),
    refetchOnMount: "always",
  });
  if (error) return <p role="alert">{problemText(error)}</p>;
  if (!data) return <Loading rows={2} />;
  const { type, decision, devices } = data;
  return (
    <div className="form trace">
      <p>{text.type(type)}</p>
      <p>
        {decision
          ? `${text.acts[decision.action]}: ${text.reasons[decision.reason]}`
          : text.undecided.replace(/\.$/, "")}
        {decision?.until !== undefined && `, ${text.until(times.full(decision.until))}`}.
      </p>
      <h3>{text.devices}</h3>
      {devices.length === 0 && <p className="muted">{text.noDevice}</p>}
      <ul className="firings">
        {devices.map(({ deviceId, outcome, code, attempts, at }) => (
          <li key={deviceId}>
            <span className="tag" data-tone={outcome === "sent" ? "good" : "warn"}>
              {text.outcomes[outcome]}
            </span>
            <span>
              {times.full(at)}, {text.attempts(attempts)}
              {code !== undefined && <code> {code}</code>}
            </span>
          </li>
        ))}
      </ul>
      <Link to="/settings">{text.settings}</Link>
    </div>
  );
}
