import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Encoded } from "../../hub/batch.js";
import type { CloseReason } from "../../session/ending/closeReason.js";
import type { Encoding, ServedSession, Sink, Transport } from "../../session/transport.js";
import { bothOf } from "../handoff.js";
import { drainOf } from "../responseSink.js";
import { closeCodeOf } from "./closeCodes.js";
import { deflatedWebSocketEncoding, webSocketEncoding } from "./webSocketEncoding.js";

/**
 * A WebSocket's connection. `ws` reads it, answers pings and closes it; what a session says comes as whole frames, which many
 * share, and goes to the socket as it is.
 */
export class WebSocketSink implements Sink {
  private heard = true;
  private act: (() => void) | undefined;
  private session: ServedSession | undefined;

  constructor(
    readonly client: WebSocket,
    private readonly socket: Socket,
  ) {}

  get waiting(): number {
    return this.socket.writableLength;
  }

  get closed(): boolean {
    return this.client.readyState === WebSocket.CLOSED;
  }

  hasFallenSilent(): boolean {
    const { heard } = this;
    this.heard = false;
    return !heard;
  }

  /** The client has sent something, were it the answer to a ping. */
  hears(): void {
    this.heard = true;
  }

  drained(): Promise<void> | undefined {
    return drainOf(this.socket);
  }

  open(): void {
    // The handshake has been answered.
  }

  write({ bytes }: Encoded): void {
    // After the client's own farewell nothing may follow.
    if (this.client.readyState === WebSocket.OPEN) this.socket.write(bytes);
  }

  end(reason: CloseReason): void {
    this.client.close(closeCodeOf(reason), reason);
  }

  destroy(): void {
    this.client.terminate();
  }

  serve(session: ServedSession): void {
    this.session = session;
  }

  onClose(act: () => void): void {
    this.act = bothOf(this.act, act);
  }

  /** Nothing is left of the connection. */
  closes(): void {
    const { act, session } = this;
    this.act = undefined;
    this.session = undefined;
    session?.finish("client_gone");
    act?.();
  }
}

/** What all connections have in common is no field of each. */
class WebSocketTransport implements Transport {
  constructor(
    readonly sink: WebSocketSink,
    readonly tellsOnce: boolean,
  ) {}

  get name() {
    return "websocket" as const;
  }

  get poll(): boolean {
    return false;
  }

  get encoding(): Encoding {
    return webSocketEncoding;
  }
}

class DeflatedWebSocketTransport extends WebSocketTransport {
  override get encoding(): Encoding {
    return deflatedWebSocketEncoding;
  }
}

/** `tellsOnce`: as in `Transport`. */
export function webSocket(sink: WebSocketSink, tellsOnce = true): Transport {
  const Agreed = agreesToCompress(sink.client) ? DeflatedWebSocketTransport : WebSocketTransport;
  return new Agreed(sink, tellsOnce);
}

export const agreesToCompress = ({ extensions }: Pick<WebSocket, "extensions">): boolean =>
  extensions.includes("permessage-deflate");
