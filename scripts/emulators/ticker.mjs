import { at, ports, projectId, region } from "../project.mjs";
import { minutes, seconds } from "../wait.mjs";

/** What Cloud Scheduler calls in production; emulators call nothing by themselves. */
const schedules = [
  { name: "sweep", everyMs: minutes(60) },
  // Every minute in production; who tries something out on a laptop does not want to wait.
  { name: "dueWakeUps", everyMs: seconds(10) },
  // A job does a slot of its schedule once, however often it is asked. One after the other: cold calls are dear here.
  ...["toolLifecycle", "toolAutomations", "syncEvents", "setupOrchestration", "automations"].map(
    (name, index) => ({ name, everyMs: minutes(1), afterMs: seconds(10) * index }),
  ),
];

/** Fires the scheduled functions until `stop`. */
export function startTicker() {
  const timers = schedules.map(({ name, everyMs, afterMs = 0 }) => {
    const timer = { stop: () => clearTimeout(begin) };
    const begin = setTimeout(() => {
      const interval = setInterval(() => fire(name), everyMs);
      timer.stop = () => clearInterval(interval);
    }, afterMs);
    return timer;
  });
  return { stop: () => timers.forEach((timer) => timer.stop()) };
}

async function fire(name) {
  const url = `${at(ports.functions)}/functions/projects/${projectId}/triggers/${region}-${name}-0`;
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  const failure = await fetch(url, request).then(
    ({ ok, status }) => (ok ? undefined : status),
    (error) => error.message,
  );
  if (failure) console.log(`${new Date().toISOString()} ${name} failed (${failure})`);
}
