import { z } from "zod";

/** What dead letters of wake-ups say they come from, though that is no queue of Cloud Tasks. */
export const wakeUpsQueue = "wakeUps";

/** Their payload. */
export const DeadWakeUp = z.object({ kind: z.string(), payload: z.record(z.string(), z.unknown()) });
