import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { RequestFailed } from "./requestFailed.js";

/**
 * Bytes on the line for each byte of the body, beyond the first ones: headers, certificates, what is read ahead. A chunk costs
 * five of them and some time, also one of two bytes; one of 24 that is an encrypted record of its own stays below.
 */
const mostOverhead = 2.5;
const firstBytes = 200_000;

/**
 * The content of a response, decompressed, at most `maxBytes` long. What costs time and brings no content is broken off:
 * chunks of one byte, and compressed data that hold nothing.
 *
 * @throws RequestFailed `too_large`, `answered_badly`, or any error where the response breaks off, or comes too late.
 */
export async function contentOf(
  response: IncomingMessage,
  maxBytes: number,
  deadline: AbortSignal,
): Promise<Buffer> {
  const coding = response.headers["content-encoding"]?.toLowerCase() ?? "identity";
  const collected = (content: AsyncIterable<unknown>) => collect(content, maxBytes);
  const metered = () => meter(response, maxBytes);
  const options = { signal: deadline };
  switch (coding) {
    case "identity":
      return pipeline(response, metered, collected, options);
    case "gzip": {
      const { createGunzip } = await import("node:zlib");
      return pipeline(response, metered, createGunzip(), collected, options);
    }
    default:
      response.destroy();
      throw new RequestFailed("answered_badly");
  }
}

async function* meter(response: IncomingMessage, maxBytes: number): AsyncGenerator<unknown> {
  const { socket } = response;
  let received = 0;
  for await (const chunk of response) {
    received += Buffer.isBuffer(chunk) ? chunk.length : 0;
    if (received > maxBytes || socket.bytesRead > mostOverhead * received + firstBytes)
      throw new RequestFailed("too_large");
    yield chunk;
  }
}

async function collect(content: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    if (!Buffer.isBuffer(chunk)) continue; // a stream without an encoding gives nothing else
    size += chunk.length;
    if (size > maxBytes) throw new RequestFailed("too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
