import { type Clock, minutes } from "../clock.js";
import type { Log } from "../log.js";
import type { Tasks } from "./tasks.js";

const longest = minutes(10);

/**
 * The emulator runs every task at once. So what is due later waits in this process, if it is due soon; what is due later
 * than that is left to the sweep of lost tasks. For laptops only: it ends with the process.
 */
export const delayedTasks = (tasks: Tasks, clock: Clock, log: Log): Tasks => ({
  enqueue: async (queue, task) => {
    const wait = (task.at ?? 0) - clock.now();
    if (wait <= 0) return tasks.enqueue(queue, task);
    if (wait > longest) return log.info("task.left_to_sweep", { queue, id: task.id, at: task.at });
    const enqueue = (): void => {
      tasks.enqueue(queue, task).catch((error: unknown) => {
        log.error("task.not_enqueued", error, { queue, id: task.id });
      });
    };
    setTimeout(enqueue, wait).unref();
  },
});
