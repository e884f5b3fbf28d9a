/** Realtime's one door: what features, `compose.ts` and `index.ts` may use of it. */

// For features: append events, send ephemeral ones, offer a stream.
export type { AnySignal, Publisher } from "./publisher.js";
export {
  type AnyDraft,
  emptyPosition,
  eventDocument,
  eventsOf,
  type LoggedEvent,
  type Position,
  seqOf,
} from "./log/event.js";
export { closeLog, removeLog, wipeLog } from "./log/closing.js";
export { readAtHead, type SnapshotSource, type StateAt } from "./snapshots.js";
export { entryOf } from "./cursor.js";
export { coreChannels } from "./coreChannels.js";
export { type RateLimits, rateLimits } from "./channelRates.js";
export { tellOfLimits } from "./tellOfLimits.js";
export { streamRoute } from "./http/stream.js";
export type { StreamDeps } from "./http/streamRequest.js";
export { type Sayable, sayable } from "./sockets/say.js";
export { namespaceEvent, type SocketNamespace } from "./sockets/io/namespaces.js";
export type { Presence } from "./presence/presence.js";
export { type Access, channelAccess, type Membership } from "./access.js";
export { askedChannel, requireReadable } from "./askedChannels.js";
export type { LogReader } from "./log/reader.js";
export type { Follow } from "./hub/follow.js";
export type { ResourceAccess } from "./resourceAccess.js";
export type { Followed } from "./session/followedChannels.js";

// For composing an instance: the log first, then the features, then the streams.
export { realtimeLog, type RealtimeLog, type RealtimeLogDeps } from "./realtimeLog.js";
export { realtimeStreams, type RealtimeStreams, type RealtimeStreamsDeps } from "./realtimeStreams.js";
export { emitter } from "./sockets/io/emitter.js";
export type { Emitter } from "./sockets/io/emitter.js";
export type { Broadcasts } from "./publishing/broadcasts.js";
export { fromProject } from "./publishing/fromProject.js";
export { ingestedAgain } from "./publishing/ingestedAgain.js";
export { realtimeRoutes, type RealtimeRouteDeps } from "./http/routes.js";
export { operations, type Operations } from "./operations/operations.js";
export { streamMeters } from "./operations/streamMeters.js";
export type { Bus } from "./bus/bus.js";
export { pubsubBus } from "./bus/pubsubBus.js";
export { relay } from "./bus/relay.js";
export { sweepBus } from "./bus/sweepBus.js";

// For a process that serves streams, before its first request.
export { handOffStreamSockets } from "./transports/socketHandoff.js";
