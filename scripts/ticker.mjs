import { at, ports, projectId, region } from "./project.mjs";

/** What Cloud Scheduler calls in production; emulators call nothing by themselves. */
const schedules = [{ name: "sweep", everyMinutes: 60 }];

/** Fires the scheduled functions until `stop`. */
export function startTicker() {
  const timers = schedules.map(({ name, everyMinutes }) =>
    setInterval(() => fire(name), everyMinutes * 60_000),
  );
  return { stop: () => timers.forEach(clearInterval) };
}

async function fire(name) {
  const url = `${at(ports.functions)}/functions/projects/${projectId}/triggers/${region}-${name}-0`;
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  const outcome = await fetch(url, request).then(
    ({ ok, status }) => (ok ? "done" : `failed (${status})`),
    (error) => `failed (${error.message})`,
  );
  console.log(`${new Date().toISOString()} ${name} ${outcome}`);
}
