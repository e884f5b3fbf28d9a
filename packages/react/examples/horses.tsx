import { useMutation } from "@tanstack/react-query";
import {
  applyStrategy,
  type CacheStrategy,
  useOptimisticUpdate,
  useRealtimeModule,
  useSSE,
} from "@firecast/react";
import { useCacheStrategies } from "@firecast/react/query";

interface Horse {
  id: string;
  name: string;
}

export function Stable({ horses }: { horses: Horse[] }) {
  const { data, optimisticAdd, error } = useOptimisticUpdate(horses, "horses");
  const add = (horse: Horse) => optimisticAdd(horse, () => save(horse));
  return (
    <ul onDoubleClick={() => add({ id: crypto.randomUUID(), name: "Ada" })}>
      {data.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
      {error instanceof Error && <li role="alert">{error.message}</li>}
    </ul>
  );
}

export function Appointments({ onCancelled }: { onCancelled: (data: unknown) => void }) {
  useRealtimeModule("health", (action, data) => {
    if (action === "appointment:cancelled") onCancelled(data);
  });
  const { isConnected, lastEvent } = useSSE({ channels: ["global"], pinId: "p1" });
  return <output>{isConnected ? (lastEvent?.event ?? "nothing yet") : "not connected"}</output>;
}

const strategies: CacheStrategy[] = [
  { entity: "horses", updateType: "merge", queryKey: ["horses"] },
  { entity: "stalls", updateType: "append", queryKey: ["stalls"], transform: ({ data }) => data },
];

export function Rename({ id }: { id: string }) {
  const { mutation } = useCacheStrategies(strategies);
  const rename = useMutation({
    mutationFn: (name: string) => save({ id, name }),
    ...mutation<string>({
      queryKey: ["horses"],
      apply: (cached, name) => applyStrategy(cached, { id, name }, "merge"),
    }),
  });
  return <button onClick={() => rename.mutate("Eve")}>Rename</button>;
}

async function save(horse: Horse): Promise<void> {
  const answer = await fetch("/api/horses", { method: "POST", body: JSON.stringify(horse) });
  if (!answer.ok) throw new Error(answer.statusText);
}
