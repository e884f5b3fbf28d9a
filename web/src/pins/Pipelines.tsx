import type { PipelineStatus } from "@firecast/contract/automation";
import { useEvents, useRealtimeContext } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { useAttempt } from "../ui/useAttempt.js";
import { pinTexts } from "./texts.js";
import { useLiveRoot } from "./useLiveRoot.js";

const shown = 6;
/** Between two stages of the sample, ms. */
const stageMs = 700;
const tones = { running: "info", completed: "good", failed: "bad" } as const;

/** What runs for the user by itself, and how far it has come. */
export function Pipelines({ uid }: { uid: string }) {
  const text = useText(pinTexts);
  const { realtime } = useRealtimeContext();
  const { history } = useApi();
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [isRunning, setIsRunning] = useState(false);
  const channel = `users/${uid}/automation` as const;
  const root = useLiveRoot<HTMLElement>(channel);
  const queryKey = ["pipelines", uid];
  const { data = [] } = useQuery({
    queryKey,
    queryFn: async () => {
      const { items } = await history({ channel, limit: 100 });
      return newestOf(items.map(({ data }) => data).filter(isPipeline));
    },
  });
  useEvents([channel], ({ data }) => {
    if (isPipeline(data))
      queries.setQueryData<PipelineStatus[]>(queryKey, (known = []) => newestOf([...known, data]));
  });
  const run = async (): Promise<void> => {
    setIsRunning(true);
    const pipelineId = `sample-${Date.now().toString(36)}`;
    await attempt(async () => {
      for (const [index, message] of text.stages.entries()) {
        const progress = (100 * (index + 1)) / text.stages.length;
        const status = progress === 100 ? "completed" : "running";
        const timestamp = new Date().toISOString();
        const data = { pipelineId, stage: text.sampleName, status, progress, message, timestamp } as const;
        await realtime.send(channel, { type: "automation:pipeline_status", data });
        await new Promise((resolve) => setTimeout(resolve, stageMs));
      }
    });
    setIsRunning(false);
  };
  return (
    <section className="card pipelines" aria-labelledby="pipelines" ref={root}>
      <header className="page-head">
        <h2 id="pipelines">{text.pipelines}</h2>
        <button className="button small" disabled={isRunning} onClick={() => void run()}>
          <Play aria-hidden="true" /> {text.sample}
        </button>
      </header>
      {data.length === 0 && <p className="muted">{text.noPipelines}</p>}
      <ul hidden={data.length === 0}>
        {data
          .slice(-shown)
          .reverse()
          .map(({ pipelineId, stage, message, progress, status }) => (
            <li key={pipelineId} data-pipeline={pipelineId}>
              <span>
                <b>{stage}</b> <span className="muted">{message}</span>
              </span>
              <span className="tag" data-tone={tones[status]}>
                {Math.round(progress)} %
              </span>
              <span
                className="progress"
                role="progressbar"
                aria-label={stage}
                aria-valuenow={Math.round(progress)}
              >
                <span className="progress-bar" style={{ width: `${Math.min(100, progress)}%` }} />
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}

/** Of each pipeline the last word, in the order in which they began. */
const newestOf = (all: readonly PipelineStatus[]): PipelineStatus[] => [
  ...new Map(all.map((one) => [one.pipelineId, one])).values(),
];

const isPipeline = (data: unknown): data is PipelineStatus =>
  typeof data === "object" && data !== null && "pipelineId" in data && "progress" in data;
