import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ContentCoding } from "../../platform/http/contentCoding.js";
import type { Encoded } from "../hub/batch.js";
import type { Sink } from "../session/transport.js";
import { forgetListeners } from "./handoff.js";
import { handedOffSocket, listenTo } from "./socketHandoff.js";

/** The response as Node writes it. */
export const plainResponse = (res: ServerResponse, coding: ContentCoding): Sink =>
  new ResponseSink(res, coding);

/** The bare socket of the response, if Node has handed it over. */
export function responseOrSocket(res: ServerResponse, coding: ContentCoding): Sink {
  const socket = handedOffSocket(res);
  return socket ? new SocketSink(socket, res, coding) : plainResponse(res, coding);
}

class ResponseSink implements Sink {
  constructor(
    private readonly res: ServerResponse,
    private readonly coding: ContentCoding,
  ) {}

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
    writeHead(this.res, this.coding);
  }

  write({ bytes }: Encoded): void {
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
class SocketSink implements Sink {
  private res: ServerResponse | undefined;

  constructor(
    private readonly socket: Socket,
    res: ServerResponse,
    private readonly coding: ContentCoding,
  ) {
    this.res = res;
    // Listeners of the socket belong to the response and would keep it in memory: `letGo` tells them of its end.
    listenTo(forgetListeners(socket)).once("close", () => this.letGo());
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
    const { res, socket, coding } = this;
    if (!res) return;
    writeHead(res, coding);
    // The head and the first frames share a packet.
    socket.cork();
    process.nextTick(() => socket.uncork());
    res.flushHeaders();
    res.detachSocket(socket);
    this.letGo();
  }

  write({ bytes }: Encoded): void {
    this.socket.write(sharedChunkOf(bytes));
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

/** Undefined while it takes more without keeping it in memory; else resolves when it does, or is closed. */
export function drainOf(writable: Socket | ServerResponse): Promise<void> | undefined {
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

/** No buffering and no rewriting on the way. */
function writeHead(res: ServerResponse, coding: ContentCoding): void {
  if (res.headersSent) return;
  setStreamHeaders(res, coding);
  res.writeHead(200);
}

export function setStreamHeaders(res: ServerResponse, coding: ContentCoding): void {
  res.setHeader("Content-Type", "text/event-stream");
  res.setHeader("Cache-Control", "no-cache, no-store, no-transform");
  res.setHeader("X-Accel-Buffering", "no");
  if (coding !== "identity") res.setHeader("Content-Encoding", coding);
  res.appendHeader("Vary", "Accept-Encoding");
}
