import { z } from "zod";

/** What Eventarc and the scheduler ask of a function: an event of a trigger, or the sweep of what is due. */
export const Job = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), spaceId: z.string(), messageId: z.string(), time: z.string() }),
  z.object({ type: z.literal("row"), uid: z.string(), id: z.string() }),
  z.object({ type: z.literal("sweep") }),
  /** Invitations to one event are answered, all at once. */
  z.object({ type: z.literal("answers"), uid: z.string(), from: z.int(), count: z.int() }),
]);
export type Job = z.infer<typeof Job>;

/** `now`: the time that it is for the process from then on. */
export const Order = z.object({ now: z.number(), job: Job });
export type Order = z.infer<typeof Order>;

export const Answer = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("done") }),
  /** To be delivered again. */
  z.object({ type: z.literal("failed") }),
  /** Something that neither a kill nor a slow machine explains. */
  z.object({ type: z.literal("wrong"), what: z.string() }),
]);
export type Answer = z.infer<typeof Answer>;
