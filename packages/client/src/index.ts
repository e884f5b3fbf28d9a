export type { PublicationOf, Realtime } from "./realtime.js";
export type { EventOf, KnownChannel, ModuleChannels, RealtimeEvent } from "./types/catalogue.js";
export { channelAliases } from "./types/aliases.js";
export { type ProblemDocument, RealtimeError, type RealtimeErrorCode } from "./types/errors.js";
export type {
  MonitorFigures,
  Published,
  RealtimeOptions,
  SendOptions,
  SubscribeOptions,
  Subscription,
} from "./types/options.js";
export type { ConnectionState, Continuity, SuspendedReason } from "./types/states.js";
