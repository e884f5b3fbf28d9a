import type { ServerResponse } from "node:http";
import type { Encoding, Message, Transport } from "../session/transport.js";
import { plainResponse, responseOrSocket } from "./responseSink.js";

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). No field can hold a line break: types
 * come from the catalogue, `wire` from `JSON.stringify`.
 */
const textOf = ({ type, wire, cursor, retryMs }: Message): string => {
  const retryLine = retryMs === undefined ? "" : `retry: ${retryMs}\n`;
  const idLine = cursor === undefined ? "" : `id: ${cursor}\n`;
  return `${retryLine}${idLine}event: ${type}\ndata: ${wire}\n\n`;
};

const messages = (all: readonly Message[]): Buffer => Buffer.from(all.map(textOf).join(""));

export const sseEncoding: Encoding = {
  messages,
  batch: ({ frames }) => messages(frames.map(({ entry, type, wire }) => ({ type, wire, cursor: entry }))),
  retry: (ms) => Buffer.from(`retry: ${ms}\n\n`),
};

/** A stream: its response, or the bare socket if Node has handed it over. */
export const sse = (res: ServerResponse): Transport => ({
  name: "sse",
  poll: false,
  encoding: sseEncoding,
  sink: responseOrSocket(res),
});

/** The same frames in a plain response that ends soon: its connection serves the next one. */
export const longPoll = (res: ServerResponse): Transport => ({
  name: "long_poll",
  poll: true,
  encoding: sseEncoding,
  sink: plainResponse(res),
});
