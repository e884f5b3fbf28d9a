import type { ServerResponse } from "node:http";
import type { ContentCoding } from "../../platform/http/contentCoding.js";
import type { Encoding, Sink, Transport } from "../session/transport.js";
import { GzipSink } from "./gzip/gzipSink.js";
import { gzipSseEncoding } from "./gzip/gzipSse.js";
import { plainResponse, responseOrSocket } from "./responseSink.js";
import { batchText, messagesText, retryText } from "./sseText.js";

export const sseEncoding: Encoding = {
  messages: (messages) => ({ bytes: Buffer.from(messagesText(messages)) }),
  batch: ({ frames }) => ({ bytes: Buffer.from(batchText(frames)) }),
  retry: (ms) => ({ bytes: Buffer.from(retryText(ms)) }),
};

/** A stream: its response, or the bare socket if Node has handed it over. */
export const sse = (res: ServerResponse, coding: ContentCoding): Transport => ({
  name: "sse",
  poll: false,
  ...coded(coding, responseOrSocket(res, coding)),
});

/** The same frames in a plain response that ends soon: its connection serves the next one. */
export const longPoll = (res: ServerResponse, coding: ContentCoding): Transport => ({
  name: "long_poll",
  poll: true,
  ...coded(coding, plainResponse(res, coding)),
});

const coded = (coding: ContentCoding, sink: Sink): Pick<Transport, "encoding" | "sink"> =>
  coding === "gzip"
    ? { encoding: gzipSseEncoding, sink: new GzipSink(sink) }
    : { encoding: sseEncoding, sink };
