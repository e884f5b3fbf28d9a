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
export { useEvents } from "./use-events.js";
export { useOptimisticUpdate } from "./use-optimistic-update.js";
export { useRealtime } from "./use-realtime.js";
export { useRealtimeModule } from "./use-realtime-module.js";
export { useSSE } from "./use-sse.js";
export { useToolStateStream } from "./use-tool-state-stream.js";
export { useDirectMessages } from "./use-direct-messages.js";
export { useMessages } from "./use-messages.js";
export { useNotifications } from "./use-notifications.js";
export { usePresence } from "./use-presence.js";
export { useReadReceipts } from "./use-read-receipts.js";
export { useTyping } from "./use-typing.js";
