import { Problem } from "../problem.mjs";
import { minutes } from "../wait.mjs";

const restarts = 3;
const window = minutes(10);

/**
 * Runs the system again when it ended by itself, at most three times in ten minutes. `run` resolves to the cause of
 * such an end, or to undefined when it was asked to stop.
 */
export async function supervise(run, { now = Date.now, say = console.log } = {}) {
  let ends = [];
  for (;;) {
    const cause = await run();
    if (cause === undefined) return;
    ends = [...ends.filter((at) => at > now() - window), now()];
    if (ends.length > restarts)
      throw new Problem(`The emulators ended ${ends.length} times in ten minutes, the last time: ${cause}`);
    say(`The emulators ended: ${cause}. Starting them again; what was written since the start is lost.`);
  }
}
