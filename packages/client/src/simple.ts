import { after, random } from "./environment/timers.js";
import { bindLiveTo, type LiveElement, type LiveRoot, type LiveSource } from "./live/bindLive.js";
import { type SSEClient, sseClient, type SSEClientOptions } from "./sse/sseClient.js";
import {
  type WebSocketClient,
  webSocketClient,
  type WebSocketClientOptions,
} from "./sockets/webSocketClient.js";

/** Opens a stream by its address: `createSSEClient("/api/realtime/events").on("horses:created", (data) => …)`. */
export const createSSEClient = (url: string, options: SSEClientOptions = {}): SSEClient =>
  sseClient(url, options, { fetch: (url, init) => fetch(url, init), after, random });

/** A client of any WebSocket server: `connect()` opens it. */
export const createWebSocketClient = (url: string, options: WebSocketClientOptions = {}): WebSocketClient =>
  webSocketClient(url, options, { open: (url, protocols) => new WebSocket(url, protocols), after });

interface BindOptions extends SSEClientOptions {
  /** What tells of changes, such as an `SSEClient`; it stays open. Default: a stream of its own, as the root's attributes say. */
  source?: LiveSource;
  /** Default: the root's `data-pin`. */
  pinId?: string;
  /** Default: the root's `data-stream`, or `/api/sse/stream`. */
  url?: string;
}

/**
 * Keeps what is rendered under `root` current, without a framework: see `bindLiveTo`. With `data-pin` on the root it follows that
 * pin, else the user's own pins and pipelines. Returns what ends that.
 */
export function bindLive(
  root: LiveRoot & Partial<Pick<LiveElement, "getAttribute">>,
  options: BindOptions = {},
) {
  const pinId = options.pinId ?? root.getAttribute?.("data-pin") ?? undefined;
  const bind = (source: LiveSource) =>
    bindLiveTo(root, { source, after, ...(pinId !== undefined && { pinId }) });
  if (options.source) return bind(options.source);
  const own = createSSEClient(streamOf(root, pinId, options.url), options);
  const unbind = bind(own);
  return () => {
    unbind();
    own.close();
  };
}

function streamOf(
  root: Partial<Pick<LiveElement, "getAttribute">>,
  pinId: string | undefined,
  url?: string,
): string {
  const address = url ?? root.getAttribute?.("data-stream") ?? "/api/sse/stream";
  if (address.includes("?")) return address;
  return `${address}?${new URLSearchParams(pinId === undefined ? { channels: "pins,automation" } : { pinId }).toString()}`;
}
