import { z } from "zod";

/** Payload of a wake-up's dead letter; its `queue` is the collection that the wake-up was in. */
export const DeadWakeUp = z.object({ kind: z.string(), payload: z.record(z.string(), z.unknown()) });
