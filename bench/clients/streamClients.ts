import { connect, type Socket } from "node:net";
import { host } from "../../scripts/project.mjs";
import { type FrameCounter, plainFrames } from "./frameCounters.js";
import type { BenchUser } from "../support/users.js";

/** `frames` more frames have come on stream number `stream`, in so many bytes. */
export type Received = (stream: number, frames: number, bytes: number) => void;

export interface StreamClients {
  readonly count: number;
  close(): void;
}

const atOnce = 40;

/**
 * Opens streams over raw sockets and counts the frames that come, with as little work as that can be done, so that one core
 * of the client keeps up with one core of the server. A first frame says that a stream is open; it is
 * not counted.
 */
export async function openStreams(
  port: number,
  requests: readonly string[],
  received: Received = () => undefined,
  counter: () => FrameCounter = plainFrames,
): Promise<StreamClients> {
  const sockets: Socket[] = [];
  const shared = Buffer.allocUnsafe(256 * 1024);
  for (let first = 0; first < requests.length; first += atOnce) {
    const group = requests.slice(first, first + atOnce);
    const opening = group.map((request, index) =>
      openStream(port, request, shared, counter(), (frames, bytes) => received(first + index, frames, bytes)),
    );
    sockets.push(...(await Promise.all(opening)));
  }
  return {
    count: sockets.length,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function openStream(
  port: number,
  request: string,
  shared: Buffer,
  count: FrameCounter,
  received: (frames: number, bytes: number) => void,
) {
  return new Promise<Socket>((resolve, reject) => {
    let head = "";
    let isOpen = false;
    const onBytes = (size: number): boolean => {
      const bytes = shared.subarray(0, size);
      let frames = count(bytes);
      if (!isOpen) {
        head += bytes.toString("latin1");
        if (!head.startsWith("HTTP/1.1 200")) reject(new Error(`No stream: ${head.slice(0, 500)}`));
        if (frames === 0) return true;
        isOpen = true;
        frames--;
        resolve(socket);
      }
      if (frames > 0) received(frames, size);
      return true;
    };
    const socket = connect({ port, host, onread: { buffer: shared, callback: onBytes } });
    socket.setNoDelay(true).once("error", reject);
    socket.once("close", () => reject(new Error(`The stream ended: ${head.slice(0, 500)}`)));
    socket.write(request);
  });
}

/** What a browser behind Google's front end sends: about 1 KB of headers, the token among them. */
export function streamRequest(
  { token }: BenchUser,
  path = "/api/sse/stream?channels=global",
  encodings = "identity",
): string {
  const head = [
    `GET ${path} HTTP/1.1`,
    "Host: streams-abcdefghij-uc.a.run.app",
    `Authorization: Bearer ${token}`,
    "Accept: text/event-stream",
    `Accept-Encoding: ${encodings}`,
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
