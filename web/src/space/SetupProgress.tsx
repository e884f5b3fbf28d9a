import type { Setup, SetupStatus } from "@firecast/contract/space/setup";
import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, CircleDashed, CircleX, LoaderCircle, Undo2 } from "lucide-react";
import { useApi } from "../api/useApi.js";
import { type Texts, useText } from "../text/language.js";

interface SetupTexts {
  readonly title: string;
  readonly states: Readonly<Record<SetupStatus, string>>;
}

const texts: Texts<SetupTexts> = {
  en: {
    title: "Setting up",
    states: {
      running: "The space is being set up",
      completed: "The space is set up",
      failed: "The set-up does not get on: an owner can have it tried again",
      cancelling: "The set-up is being taken back",
      cancelled: "The set-up was taken back",
    },
  },
  de: {
    title: "Einrichtung",
    states: {
      running: "Der Raum wird eingerichtet",
      completed: "Der Raum ist eingerichtet",
      failed: "Die Einrichtung kommt nicht weiter: Ein Inhaber kann sie neu versuchen lassen",
      cancelling: "Die Einrichtung wird zurückgenommen",
      cancelled: "Die Einrichtung wurde zurückgenommen",
    },
  },
};

const icons: Readonly<Record<Setup["steps"][number]["state"], typeof Check>> = {
  pending: CircleDashed,
  running: LoaderCircle,
  completed: Check,
  failed: CircleX,
  undone: Undo2,
  skipped: CircleDashed,
};

/** How far the set-up of a new space has come, while it is under way. */
export function SetupProgress({ spaceId }: { spaceId: string }) {
  const text = useText(texts);
  const { spaces } = useApi();
  const queries = useQueryClient();
  const queryKey = ["setup", spaceId];
  const { data } = useQuery<Setup>({ queryKey, queryFn: () => spaces.setup(spaceId), staleTime: Infinity });
  useEvents([`spaces/${spaceId}`], ({ type, data: told }) => {
    if (type !== "automation:pipeline_status" || !isOf(told, data?.pipelineId)) return;
    void queries.invalidateQueries({ queryKey });
  });
  if (!data || data.status === "completed" || data.status === "cancelled") return null;
  return (
    <section className="setup" aria-label={text.title}>
      <p role="status">
        {text.states[data.status]} <span className="muted">{data.progress} %</span>
      </p>
      <span className="progress" role="progressbar" aria-label={text.title} aria-valuenow={data.progress}>
        <span className="progress-bar" style={{ width: `${data.progress}%` }} />
      </span>
      <ol className="setup-steps">
        {data.steps.map(({ name, state, reason }) => {
          const Icon = icons[state];
          return (
            <li key={name} data-state={state} title={reason}>
              <Icon aria-hidden="true" /> {name}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const isOf = (told: unknown, pipelineId: string | undefined): boolean =>
  typeof told === "object" && told !== null && "pipelineId" in told && told.pipelineId === pipelineId;
