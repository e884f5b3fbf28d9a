import { interrupt } from "../interrupt.mjs";
import { endOf } from "./log-file.mjs";
import { Problem } from "../problem.mjs";
import { seconds, until } from "../wait.mjs";

/** Calls a function's health route until it answers well; the first call of a function is the one that starts it. */
export async function untilHealthy(url, log) {
  const health = `${url}/realtime/health`;
  const settled = () => interrupt.aborted || answersWell(health);
  if (await until(settled, { within: seconds(60) })) return;
  throw new Problem(`No healthy answer from ${health}.\n${endOf(log)}`);
}

async function answersWell(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(seconds(30)) })).ok;
  } catch {
    return false; // not listening yet
  }
}
