export { applyStrategy, type CacheStrategy } from "./query/cache-strategies.js";
export { ConnectionMonitor } from "./components/connection-monitor.js";
export { LiveBadge } from "./components/live-badge.js";
export { RealtimeDebugPanel } from "./components/realtime-debug-panel.js";
export {
  type RealtimeConfig,
  type RealtimeContext,
  RealtimeProvider,
  useRealtimeContext,
} from "./realtime-provider.js";
export { useEvents } from "./events/use-events.js";
export { useOptimisticUpdate } from "./use-optimistic-update.js";
export { useRealtime } from "./use-realtime.js";
export { useRealtimeModule } from "./use-realtime-module.js";
export { useSSE } from "./use-sse.js";
export { useToolStateStream, useSuspenseToolStateStream } from "./use-tool-state-stream.js";
export { useDirectMessages, useSuspenseDirectMessages } from "./use-direct-messages.js";
export { useDocument, useSuspenseDocument } from "./use-document.js";
export { useMessages, useSuspenseMessages } from "./use-messages.js";
export { useNotifications, useSuspenseNotifications } from "./use-notifications.js";
export { usePresence, useSuspensePresence } from "./use-presence.js";
export { useReadReceipts, useSuspenseReadReceipts } from "./use-read-receipts.js";
export { useSyncStatus } from "./use-sync-status.js";
export { useTyping } from "./use-typing.js";
