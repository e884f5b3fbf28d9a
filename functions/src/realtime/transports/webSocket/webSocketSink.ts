import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Encoded } from "../../hub/batch.js";
import type { CloseReason } from "../../session/ending/closeReason.js";
import type { Sink, Transport } from "../../session/transport.js";
import { drainOf } from "../responseSink.js";
import { closeCodeOf } from "./closeCodes.js";
import { webSocketEncoding } from "./webSocketEncoding.js";

/**
 * A WebSocket's connection. `ws` reads it, answers pings and closes it; what a session says comes as whole frames, which many
 * share, and goes to the socket as it is.
 */
export class WebSocketSink implements Sink {
  private heard = true;

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

  onClose(act: () => void): void {
    this.client.once("close", act);
  }
}

export const webSocket = (sink: WebSocketSink): Transport => ({
  name: "websocket",
  poll: false,
  encoding: webSocketEncoding,
  sink,
});
