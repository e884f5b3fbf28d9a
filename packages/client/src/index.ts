export { createRealtime } from "./createRealtime.js";
export type { PublicationOf, Realtime } from "./realtime.js";
export type { EventOf, KnownChannel, ModuleChannels, RealtimeEvent } from "./types/catalogue.js";
export { channelAliases } from "./types/aliases.js";
export { type ProblemDocument, RealtimeError, type RealtimeErrorCode } from "./types/errors.js";
export type {
  ChannelSnapshot,
  MonitorFigures,
  Published,
  RealtimeOptions,
  SendOptions,
  SubscribeOptions,
  Subscription,
} from "./types/options.js";
export type { ConnectionState, Continuity, SuspendedReason } from "./types/states.js";
export { type Api, apiCalls } from "./calls/api.js";
export {
  type CallEnvironment,
  type Caller,
  createCaller,
  pathOf,
  type Query,
  type Requester,
  type WriteOptions,
} from "./calls/call.js";
export { RequestProblem } from "./calls/problem.js";
export { createLiveState } from "./optimistic/liveState.js";
export type { Answered, Change, LiveState, Operation, Told } from "./optimistic/liveState.js";
export type { Fetching } from "./optimistic/journal.js";
export type { Readable } from "./optimistic/readable.js";
export { indexedDbStore } from "./outbox/indexedDbStore.js";
export { createOutbox, type Outbox, type OutboxOptions, type OutcomeListener } from "./outbox/outbox.js";
export type { FailedWrite, Outcome, OutboxRow, OutboxState, Write } from "./outbox/row.js";
export { type SyncState, type Writes, writesOf } from "./outbox/writes.js";
export { browserSharing } from "./outbox/browserSharing.js";
export { memoryStore, type OutboxStore } from "./outbox/store.js";
export { bindLive, createSSEClient, createWebSocketClient } from "./simple.js";
export type { SSEClient, SSEClientOptions, SSEMessage, SSEState } from "./sse/sseClient.js";
export type { WebSocketClient, WebSocketClientOptions, WebSocketState } from "./sockets/webSocketClient.js";
export {
  createToolState,
  type SharedToolState,
  type ToolStateOptions,
  type ToolStateView,
} from "./toolState/toolState.js";
export type { Cursor, Cursors } from "./documents/cursors.js";
export { documentOf, type DocumentState } from "./stores/documentOf.js";
export { directMessages, type DirectState, type PendingDirectMessage } from "./stores/direct.js";
export { inboxOf, type InboxState } from "./stores/inbox.js";
export { chatMessages, type ChatMessage, type MessagesState } from "./stores/messages.js";
export { presenceOf, type PresenceState } from "./stores/presence.js";
export { readReceipts, type ReceiptsState } from "./stores/receipts.js";
export type { Loaded, Source } from "./stores/source.js";
export { syncStatus } from "./stores/sync.js";
export { toolStateOf } from "./stores/toolStateOf.js";
export { typingIn, type TypingState } from "./stores/typing.js";
export { after, newKey } from "./environment/timers.js";
export { createTestRealtime, type TestRealtime, testToken } from "./testing.js";
