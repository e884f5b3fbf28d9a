import type { Duplex } from "node:stream";
import type { Socket } from "socket.io";
import { seconds } from "../../../platform/clock.js";
import type { Encoded } from "../../hub/batch.js";
import type { CloseReason } from "../../session/ending/closeReason.js";
import type { Sink } from "../../session/transport.js";
import { bothOf, writeTogether } from "../handoff.js";
import { separator } from "./encodings.js";

/** A connection whose reader does not take its last bytes within this time is cut off. */
const lingerMs = seconds(6);

/** Reasons for which a client shall not come back by itself: it would push out the next of its user, or be refused again. */
const isFinal = new Set<CloseReason>(["connection_limit", "unauthenticated"]);

abstract class SocketSink implements Sink {
  /** What waits until Socket.IO has told its client that it is connected. */
  private early: Encoded[] | undefined = [];
  private act: (() => void) | undefined;
  private readonly goes = (): void => {
    const { act } = this;
    this.act = undefined;
    act?.();
  };

  constructor(protected readonly socket: Socket) {
    socket.on("disconnect", this.goes);
    socket.conn.on("close", this.goes);
  }

  abstract readonly waiting: number;
  abstract drained(): Promise<void> | undefined;
  abstract destroy(): void;
  protected abstract put(encoded: Encoded): void;

  /** The client is told next that it is connected, and then what has waited for that. */
  connects(): void {
    // Engine.IO sends by itself what comes in one turn together.
  }

  get closed(): boolean {
    return this.socket.conn.readyState !== "open" || (!this.early && this.socket.disconnected);
  }

  open(): void {
    // There is no head to write.
  }

  write(encoded: Encoded): void {
    if (this.early) this.early.push(encoded);
    // After its closing handshake has begun, a frame would be one too many.
    else if (!this.closed) this.put(encoded);
  }

  /** The client knows that it is connected. */
  begin(): void {
    const { early = [], socket } = this;
    this.early = undefined;
    // From here on Socket.IO says so itself.
    if (socket.connected) socket.conn.off("close", this.goes);
    for (const encoded of early) this.write(encoded);
  }

  /** Without a word of Socket.IO's own, stock clients take it for a broken connection, and come back for what they missed. */
  end(reason: CloseReason): void {
    const { socket } = this;
    if (isFinal.has(reason)) socket.disconnect(true);
    else socket.conn.close();
    setTimeout(() => this.destroy(), lingerMs).unref();
  }

  onClose(act: () => void): void {
    this.act = bothOf(this.act, act);
  }
}

/** Writes frames to the bare connection of a client that is and stays on WebSocket. */
export class FrameSink extends SocketSink {
  constructor(
    socket: Socket,
    private readonly bare: Duplex,
  ) {
    super(socket);
  }

  get waiting(): number {
    return this.bare.writableLength;
  }

  drained(): Promise<void> | undefined {
    const { bare } = this;
    if (!bare.writableNeedDrain) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        bare.off("drain", done).off("close", done);
        resolve();
      };
      bare.on("drain", done).on("close", done);
    });
  }

  protected override put({ bytes }: Encoded): void {
    this.bare.write(bytes);
  }

  override connects(): void {
    writeTogether(this.bare);
  }

  destroy(): void {
    this.bare.destroy();
  }
}

/** Hands packets to Engine.IO: the client may be polling, or on its way from there to WebSocket. */
export class PacketSink extends SocketSink {
  private pending = 0;

  constructor(socket: Socket) {
    super(socket);
    socket.conn.on("flush", () => {
      this.pending = 0;
    });
  }

  get waiting(): number {
    return this.pending;
  }

  drained(): Promise<void> | undefined {
    if (this.pending === 0) return undefined;
    const { conn } = this.socket;
    return new Promise((resolve) => {
      const done = (): void => {
        conn.off("flush", done).off("close", done);
        resolve();
      };
      conn.on("flush", done).on("close", done);
    });
  }

  protected override put({ bytes }: Encoded): void {
    if (bytes.length === 0) return;
    this.pending += bytes.length;
    for (const packet of bytes.toString().split(separator)) this.socket.conn.write(packet);
  }

  destroy(): void {
    this.socket.conn.close(true);
  }
}
