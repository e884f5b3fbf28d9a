import type { z } from "zod";
import type { History, Presence, Publication, Published } from "@firecast/contract/realtime";
import type { Caller, WriteOptions } from "./call.js";

/** Events of any channel. */
export const eventCalls = ({ read, write }: Caller) => ({
  publish: (publication: Publication, options?: WriteOptions) =>
    write<z.infer<typeof Published>>("POST", "/api/realtime/publish", publication, options),
  /** Up to 100, in their order. */
  publishAll: (events: readonly Publication[], options?: WriteOptions) =>
    write<z.infer<typeof Published>>("POST", "/api/realtime/publish", { events }, options),
  /** The newest 50, or those since a cursor or a time; without a channel those of the user's own channels and `global`. */
  history: (query: { channel?: string; since?: string; limit?: number } = {}) =>
    read<z.infer<typeof History>>("/api/realtime/history", { ...query }),
  /** Who is connected. */
  presence: (channel: string) => read<z.infer<typeof Presence>>("/api/realtime/presence", { channel }),
});
