import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { handedOffSocket, listenTo } from "./socketHandoff.js";

/** Where the bytes of one stream go. */
export interface ResponseSink {
  /** Bytes that wait for a slow reader. */
  readonly waiting: number;
  /** Undefined while more can be written without being kept in memory; else resolves when it can, or it is closed. */
  drained(): Promise<void> | undefined;
  /** Whether nothing of it is left. */
  readonly closed: boolean;
  /** The head of the response, once. */
  open(): void;
  write(bytes: string | Buffer): void;
  end(): void;
  destroy(): void;
  onClose(act: () => void): void;
}

/** A long poll is a plain response: its connection serves the next one. */
export function responseSinkOf(res: ServerResponse, poll: boolean): ResponseSink {
  const socket = poll ? undefined : handedOffSocket(res);
  return socket ? new SocketOutlet(socket, res) : new ResponseOutlet(res);
}

class ResponseOutlet implements ResponseSink {
  constructor(private readonly res: ServerResponse) {}

  get waiting(): number {
    return this.res.writableLength;
  }

  drained(): Promise<void> | undefined {
    return drainOf(this.res);
  }

  get closed(): boolean {
    return this.res.closed;
  }

  open(): void {
    writeHead(this.res);
  }

  write(bytes: string | Buffer): void {
    this.res.write(bytes);
  }

  end(): void {
    this.res.end();
  }

  destroy(): void {
    this.res.destroy();
  }

  onClose(act: () => void): void {
    this.res.once("close", act);
  }
}

/** Forgets the response once its head is written. */
class SocketOutlet implements ResponseSink {
  private res: ServerResponse | undefined;

  constructor(
    private readonly socket: Socket,
    res: ServerResponse,
  ) {
    this.res = res;
    // Whoever listens does so for the response, and would keep it: they hear of its end below.
    listenTo(socket.removeAllListeners()).once("close", () => this.letGo());
  }

  get waiting(): number {
    return this.socket.writableLength;
  }

  drained(): Promise<void> | undefined {
    return drainOf(this.socket);
  }

  get closed(): boolean {
    return this.socket.closed;
  }

  open(): void {
    const { res, socket } = this;
    if (!res) return;
    writeHead(res);
    // The head and the first frames share a packet.
    socket.cork();
    process.nextTick(() => socket.uncork());
    res.flushHeaders();
    res.detachSocket(socket);
    this.letGo();
  }

  write(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === "string" ? chunkOf(Buffer.from(bytes)) : sharedChunkOf(bytes));
  }

  end(): void {
    this.socket.write(lastChunk);
    this.socket.destroySoon();
  }

  destroy(): void {
    this.socket.destroy();
  }

  onClose(act: () => void): void {
    this.socket.once("close", act);
  }

  private letGo(): void {
    const { res } = this;
    this.res = undefined;
    res?.emit("close");
  }
}

function drainOf(writable: Socket | ServerResponse): Promise<void> | undefined {
  if (!writable.writableNeedDrain) return undefined;
  return new Promise((resolve) => {
    const done = (): void => {
      writable.off("drain", done).off("close", done);
      resolve();
    };
    writable.on("drain", done).on("close", done);
  });
}

/** Chunked transfer coding (https://www.rfc-editor.org/rfc/rfc9112#section-7.1), as `res.write` would do it. */
const chunkOf = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, lineEnd]);
const lineEnd = Buffer.from("\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

/** A batch goes to one stream after the other: what was framed last is most often what comes next. */
function sharedChunkOf(bytes: Buffer): Buffer {
  if (latest.bytes !== bytes) latest = { bytes, chunk: chunkOf(bytes) };
  return latest.chunk;
}
let latest: { bytes: Buffer; chunk: Buffer } = { bytes: lastChunk, chunk: lastChunk };

/** No buffering and no rewriting on the way (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function writeHead(res: ServerResponse): void {
  if (res.headersSent) return;
  res.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache, no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
}
