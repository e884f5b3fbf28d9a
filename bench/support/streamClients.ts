import { connect, type Socket } from "node:net";
import { host } from "../../scripts/project.mjs";
import type { BenchUser } from "./users.js";

/** `frames` more frames have come on stream number `stream`. */
export type Received = (stream: number, frames: number) => void;

export interface StreamClients {
  readonly count: number;
  close(): void;
}

const atOnce = 40;
/** No frame is shorter, so that many bytes after one need not be searched. */
const shortestFrame = 24;

/**
 * Opens streams over raw sockets and counts what comes by the blank lines that end frames. Nothing is parsed or copied,
 * so that one core of the client keeps up with one core of the server. A first frame says that a stream is open; it is
 * not counted.
 */
export async function openStreams(
  port: number,
  requests: readonly string[],
  received: Received = () => undefined,
): Promise<StreamClients> {
  const sockets: Socket[] = [];
  const shared = Buffer.allocUnsafe(256 * 1024);
  for (let first = 0; first < requests.length; first += atOnce) {
    const group = requests.slice(first, first + atOnce);
    const opening = group.map((request, index) => openStream(port, request, first + index, shared, received));
    sockets.push(...(await Promise.all(opening)));
  }
  return {
    count: sockets.length,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function openStream(port: number, request: string, stream: number, shared: Buffer, received: Received) {
  return new Promise<Socket>((resolve, reject) => {
    let head = "";
    let isOpen = false;
    let endsInNewline = false;
    const onBytes = (size: number, bytes: Uint8Array): boolean => {
      let frames = countFrames(bytes, size, endsInNewline);
      endsInNewline = bytes[size - 1] === newline;
      if (!isOpen) {
        head += Buffer.from(bytes.subarray(0, size)).toString();
        if (!head.startsWith("HTTP/1.1 200")) reject(new Error(`No stream: ${head.slice(0, 500)}`));
        if (frames === 0) return true;
        isOpen = true;
        frames--;
        resolve(socket);
      }
      if (frames > 0) received(stream, frames);
      return true;
    };
    const socket = connect({ port, host, onread: { buffer: shared, callback: onBytes } });
    socket.setNoDelay(true).once("error", reject);
    socket.once("close", () => reject(new Error(`The stream ended: ${head.slice(0, 500)}`)));
    socket.write(request);
  });
}

const newline = 10;

function countFrames(bytes: Uint8Array, size: number, endsInNewline: boolean): number {
  let frames = 0;
  let at = 0;
  if (endsInNewline && bytes[0] === newline) {
    frames++;
    at = shortestFrame;
  }
  for (; at + 1 < size; at++) {
    if (bytes[at] !== newline || bytes[at + 1] !== newline) continue;
    frames++;
    at += shortestFrame;
  }
  return frames;
}

/** What a browser behind Google's front end sends: about 1 KB of headers, the token among them. */
export function streamRequest({ token }: BenchUser, path = "/api/sse/stream?channels=global"): string {
  const head = [
    `GET ${path} HTTP/1.1`,
    "Host: streams-abcdefghij-uc.a.run.app",
    `Authorization: Bearer ${token}`,
    "Accept: text/event-stream",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9",
    "Cache-Control: no-cache",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "X-Forwarded-For: 203.0.113.7",
    "X-Forwarded-Proto: https",
    "X-Cloud-Trace-Context: 105445aa7843bc8bf206b12000100000/1;o=1",
  ].join("\r\n");
  const padding = Math.max(0, requestBytes - head.length - "\r\nX-Padding: ".length - 4);
  return `${head}\r\nX-Padding: ${"x".repeat(padding)}\r\n\r\n`;
}

export const requestBytes = 1024;
